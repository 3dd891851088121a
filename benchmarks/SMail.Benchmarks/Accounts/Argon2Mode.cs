using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SMail.Benchmarks.Peers;
using SMail.Benchmarks.Storage;
using SMail.OpenPgp;
using SMail.Sdk;

namespace SMail.Benchmarks.Accounts;

/// <summary>What each profile of the key derivation costs: libsodium and the managed fallback beside the reference program <c>argon2</c>, in turns.</summary>
/// <remarks>
/// The reference program prints the processor time of the derivation alone, so its start-up is not in the figure, and ours are
/// taken by the processor's time too. Memory is the peak above the start, each in a process of its own.
/// </remarks>
internal static partial class Argon2Mode
{
    private const string Command = "--argon2-once";
    private const string Salt = "0123456789abcdef";
    private const string Password = "correct horse battery staple";
    private const string PasswordFile = "password";
    private const int Size = 32;
    private const int Rounds = 7;
    private const int ManagedRounds = 3;
    private const double Bound = 1.1;

    private static readonly (string Name, KdfParameters Kdf)[] Profiles =
        [("Interactive", KdfParameters.Interactive), ("Sensitive", KdfParameters.Sensitive), ("Constrained", KdfParameters.Constrained)];

    public static int Run()
    {
        var program = Tool.Find("argon2");
        var folder = Directory.CreateTempSubdirectory("smail-argon2-");
        File.WriteAllText(Path.Combine(folder.FullName, PasswordFile), Password);
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load {StorageBenchmark.Load()}");
        Console.WriteLine(program is null ? "left out: argon2 (not installed)" : $"reference: {program}");
        Console.WriteLine($"{"Argon2id, one lane",-34}{"ms best",10}{"median",10}{"MiB peak",10}{"of reference",14}");
        foreach (var (name, kdf) in Profiles)
            Compare(name, kdf, program, folder.FullName);
        folder.Delete(recursive: true);
        Console.WriteLine($"load at the end {StorageBenchmark.Load()}");
        return 0;
    }

    /// <summary>What a child does: derives once, prints its peak in bytes above the start.</summary>
    public static int RunChild(string implementation, string memoryKiB, string passes)
    {
        var kdf = KdfParameters.Constrained with { MemoryKiB = int.Parse(memoryKiB, CultureInfo.InvariantCulture), Passes = int.Parse(passes, CultureInfo.InvariantCulture) };
        // Warms up, so that code and libraries are not in the figure.
        Derive(kdf with { MemoryKiB = 64, Passes = 1 }, implementation == "native");
        using var process = Process.GetCurrentProcess();
        var start = process.WorkingSet64;
        Derive(kdf, implementation == "native");
        process.Refresh();
        Console.WriteLine((process.PeakWorkingSet64 - start).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static void Compare(string name, KdfParameters kdf, string? program, string folder)
    {
        var expected = Convert.ToHexStringLower(Derive(kdf, native: false));
        var (reference, sodium, managed) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            if (program is not null)
                reference.Add(Reference(program, kdf, folder, expected));
            if (Argon2id.IsNativeAvailable)
                sodium.Add(Time(kdf, native: true, expected));
            if (round < ManagedRounds)
                managed.Add(Time(kdf, native: false, expected));
        }

        Console.WriteLine($"{name}: {kdf.MemoryKiB / 1024} MiB, {kdf.Passes} passes");
        var best = reference.DefaultIfEmpty(double.NaN).Min();
        Print("argon2, the reference", reference, program is null ? 0 : ReferencePeak(program, kdf, folder), null, null);
        Print("libsodium", sodium, Peak(kdf, "native"), sodium.DefaultIfEmpty(double.NaN).Min() / best, Bound);
        Print("BouncyCastle, the fallback", managed, Peak(kdf, "managed"), managed.Min() / best, null);
    }

    private static byte[] Derive(KdfParameters kdf, bool native)
    {
        var output = new byte[Size];
        Argon2id.Derive(System.Text.Encoding.UTF8.GetBytes(Password), System.Text.Encoding.UTF8.GetBytes(Salt), kdf.MemoryKiB, kdf.Passes, output, native);
        return output;
    }

    private static double Time(KdfParameters kdf, bool native, string expected)
    {
        GC.Collect();
        var start = Environment.CpuUsage.TotalTime;
        var output = Derive(kdf, native);
        var time = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        Require(Convert.ToHexStringLower(output), expected);
        return time;
    }

    private static double Reference(string program, KdfParameters kdf, string folder, string expected)
    {
        var output = Tool.Read(Tool.Shell(Line(program, kdf), folder));
        Require(Hash().Match(output).Groups[1].Value, expected);
        return double.Parse(Seconds().Match(output).Groups[1].Value, CultureInfo.InvariantCulture) * 1000;
    }

    // It derives twice, the second time to verify, and gives the memory back in between.
    private static long ReferencePeak(string program, KdfParameters kdf, string folder)
    {
        var start = Tool.Shell($"{Line(program, kdf)} >/dev/null", folder);
        using var process = Process.Start(start)!;
        long peak = 0;
        while (!process.HasExited)
        {
            process.Refresh();
            if (!process.HasExited)
                peak = Math.Max(peak, PeakOf(process));
            Thread.Sleep(1);
        }

        return peak;
    }

    private static long PeakOf(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // it ended just now
        }
    }

    private static string Line(string program, KdfParameters kdf) =>
        string.Create(CultureInfo.InvariantCulture, $"'{program}' {Salt} -id -t {kdf.Passes} -k {kdf.MemoryKiB} -p 1 -l {Size} <{PasswordFile}");

    private static long Peak(KdfParameters kdf, string implementation) => long.Parse(
        Tool.Read(Tool.Self([Command, implementation, kdf.MemoryKiB.ToString(CultureInfo.InvariantCulture), kdf.Passes.ToString(CultureInfo.InvariantCulture)])),
        CultureInfo.InvariantCulture);

    private static void Print(string name, List<double> times, long peak, double? ratio, double? bound)
    {
        if (times.Count == 0)
            return;
        times.Sort();
        var verdict = bound is null ? "" : ratio <= bound ? "  met" : "  MISSED";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-32}{times[0],10:F1}{times[times.Count / 2],10:F1}{peak / 1048576.0,10:F1}{ratio,14:F2}{verdict}"));
    }

    private static void Require(string hash, string expected)
    {
        if (hash != expected)
            throw new InvalidOperationException("The implementations disagree.");
    }

    [GeneratedRegex("Hash:\\s+([0-9a-f]+)")]
    private static partial Regex Hash();

    [GeneratedRegex("([0-9.]+) seconds")]
    private static partial Regex Seconds();
}
