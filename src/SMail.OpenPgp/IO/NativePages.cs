using System.Runtime.InteropServices;

namespace SMail.OpenPgp.IO;

/// <summary>Memory outside the managed heap. Large blocks ask Linux for huge pages: a block that is filled once spends much of its time on the
/// first touch of each page, and there are 512 times fewer of them.</summary>
/// <remarks>It comes from the C library all the same, which may keep what was given back for the next message.</remarks>
internal static unsafe class NativePages
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14; // MADV_HUGEPAGE of madvise(2)
    private static readonly nint Advise = OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "madvise", out var address) ? address : 0;

    /// <summary>Another size, with what was in it; of nothing, new memory.</summary>
    internal static void* Resize(void* memory, nuint size)
    {
        memory = NativeMemory.Realloc(memory, size);
        var start = ((nuint)memory + HugePage - 1) & ~(HugePage - 1);
        var end = ((nuint)memory + size) & ~(HugePage - 1);
        // A hint: whether it is followed changes nothing but the time.
        if (Advise != 0 && end > start)
            _ = ((delegate* unmanaged<void*, nuint, int, int>)Advise)((void*)start, end - start, AdviseHugePages);
        return memory;
    }

    internal static void Free(void* memory) => NativeMemory.Free(memory);
}
