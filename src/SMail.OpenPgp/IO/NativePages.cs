using System.Runtime.InteropServices;

namespace SMail.OpenPgp.IO;

/// <summary>Memory outside the managed heap. Large blocks ask Linux for huge pages: a block that is filled once spends much of its time on the
/// first touch of each page, and there are 512 times fewer of them.</summary>
internal static unsafe class NativePages
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14; // MADV_HUGEPAGE of madvise(2)
    private static readonly nint Advise = OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "madvise", out var address) ? address : 0;

    internal static void* Alloc(nuint size)
    {
        if (!AreHuge(size))
            return NativeMemory.Alloc(size);
        var memory = NativeMemory.AlignedAlloc(size, HugePage);
        // A hint: whether it is followed changes nothing but the time.
        _ = ((delegate* unmanaged<void*, nuint, int, int>)Advise)(memory, size & ~(HugePage - 1), AdviseHugePages);
        return memory;
    }

    /// <param name="memory">What <see cref="Alloc"/> gave; null is nothing.</param>
    /// <param name="size">As it was asked for.</param>
    internal static void Free(void* memory, nuint size)
    {
        if (AreHuge(size))
            NativeMemory.AlignedFree(memory);
        else
            NativeMemory.Free(memory);
    }

    private static bool AreHuge(nuint size) => Advise != 0 && size >= 2 * HugePage;
}
