// The vector width that kernels run with is one setting for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
