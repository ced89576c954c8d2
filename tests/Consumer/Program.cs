using Consumer;

// Whether the packages do for a project outside the repository what they say: the kernels, tuning into a lock file, and that file built in.
bool passed = args switch
{
    [] => NormCheck.Passes() & HeadDimCheck.Passes() & CudaCheck.Passes(),
    ["tune", string lockFile] => TuneCheck.Tunes(lockFile),
    ["shipped"] => TuneCheck.ReadsWhatIsBuiltIn(),
    _ => false,
};
return passed ? 0 : 1;
