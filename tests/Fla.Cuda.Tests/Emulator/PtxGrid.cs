namespace Fla.Cuda.Tests.Emulator;

/// <summary>Runs a kernel as a GPU would: block by block, the threads of a warp together where the instruction says so.</summary>
internal static class PtxGrid
{
    private const long MostSteps = 400_000_000;

    public static void Run(PtxProgram program, byte[] parameters, PtxMemory memory, (int X, int Y, int Z) grid, int threads, int sharedBytes)
    {
        for (int z = 0; z < grid.Z; z++)
        {
            for (int y = 0; y < grid.Y; y++)
            {
                for (int x = 0; x < grid.X; x++)
                    Run(program, new PtxBlockState(parameters, sharedBytes, (x, y, z), threads, memory));
            }
        }
    }

    private static void Run(PtxProgram program, PtxBlockState block)
    {
        PtxThread[][] warps = [.. Enumerable.Range(0, block.Threads)
            .Select(i => new PtxThread(block, i, program.Registers, program.LocalBytes))
            .Chunk(32)];
        long steps = 0;
        while (true)
        {
            foreach (PtxThread[] warp in warps)
                steps += ToBarrier(program, warp);
            PtxThread[] waiting = [.. warps.SelectMany(static w => w).Where(static t => !t.IsDone)];
            if (waiting.Length == 0)
            {
                if (block.Left.Any())
                    throw new InvalidOperationException($"The block ends with threads that arrived at barrier {block.Left.First()} for nobody.");
                return;
            }

            // A barrier opens when as many threads wait or have arrived at it as it names, wherever in the program they stand.
            bool opened = false;
            foreach (IGrouping<(int Id, int Threads), PtxThread> barrier in waiting.GroupBy(t => program.Steps[t.At].Barrier!(t)).ToList())
            {
                int expected = barrier.Key.Threads == 0 ? block.Threads : barrier.Key.Threads, there = barrier.Count() + block.Arrived(barrier.Key.Id);
                if (there > expected)
                    throw new InvalidOperationException($"{there} threads at barrier {barrier.Key.Id} of {expected}.");
                if (there < expected)
                    continue;
                block.Open(barrier.Key.Id, [.. barrier.Select(static t => t.Index / 32).Distinct()]);
                foreach (PtxThread thread in barrier)
                    thread.At++;
                opened = true;
            }

            if (!opened)
                throw new InvalidOperationException("Some threads wait at a barrier, others at another one or nowhere.");
            if (steps > MostSteps)
                throw new InvalidOperationException("The kernel does not end.");
        }
    }

    /// <summary>Runs a warp until all its threads wait at a barrier or are done.</summary>
    private static long ToBarrier(PtxProgram program, PtxThread[] warp)
    {
        long steps = 0;
        while (true)
        {
            foreach (PtxThread thread in warp)
                steps += Alone(program, thread);
            if (warp.All(static t => t.IsDone))
                return steps;
            PtxStep step = program.Steps[warp[0].At];
            if (warp.Any(t => t.IsDone || t.At != warp[0].At))
                throw new InvalidOperationException($"The threads of a warp do not do this together: {step.Text}");
            if (step.Flow == PtxFlow.Block)
                return steps;
            try
            {
                if (step.Flow == PtxFlow.Arrive)
                    warp[0].Block.Arrive(step.Barrier!(warp[0]).Id, warp[0].Index / 32);
                else
                    step.RunWarp!(warp);
            }
            catch (InvalidOperationException e)
            {
                throw new InvalidOperationException($"{step.Text}: {e.Message}", e);
            }

            foreach (PtxThread thread in warp)
                thread.At++;
        }
    }

    private static long Alone(PtxProgram program, PtxThread thread)
    {
        long steps = 0;
        try
        {
            while (!thread.IsDone)
            {
                PtxStep step = program.Steps[thread.At];
                if (step.Runs is not null && !step.Runs(thread))
                {
                    thread.At++;
                    continue;
                }

                if (step.Flow is PtxFlow.Warp or PtxFlow.Block or PtxFlow.Arrive)
                    return steps;
                steps++;
                if (step.Flow == PtxFlow.Branch)
                {
                    thread.At = step.Target!();
                    continue;
                }

                step.Run?.Invoke(thread);
                thread.IsDone = step.Flow == PtxFlow.Return;
                thread.At++;
            }
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidOperationException($"{program.Steps[thread.At].Text}: {e.Message}", e);
        }

        return steps;
    }
}
