using System.Diagnostics;
using System.Security.Cryptography;
using SMail.Benchmarks.Engine;
using SMail.Benchmarks.Storage;

namespace SMail.Benchmarks.Peers;

/// <summary>Whole processes: the NativeAOT <c>sop</c> beside the OpenPGP tools installed, on the same file; then what 1 GiB takes of memory.</summary>
internal static class PeersMode
{
    private const int Size = 25 << 20;
    private const int Rounds = 9;
    private const int Starts = 30;

    public static int Run(string? sop)
    {
        sop = Path.GetFullPath(sop ?? Environment.GetEnvironmentVariable("SMAIL_SOP") ?? Tool.Find("sop") ?? "sop");
        var folder = Directory.CreateTempSubdirectory("smail-peers-");
        try
        {
            Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load {StorageBenchmark.Load()}");
            var peers = Prepare(folder.FullName, File.Exists(sop) ? sop : null);
            var versions = peers.DistinctBy(peer => peer.Program).Select(peer => peer with { Name = Path.GetFileName(peer.Program) }).ToList();
            foreach (var peer in versions)
                Console.WriteLine($"  {peer.Name}: {Tool.Read(Tool.Shell(peer.Version, folder.FullName)).Split('\n')[0]}");
            Turns.Run("whole process, sign+encrypt 25 MiB, ms", Rounds, peers, peer => Seal(peer, folder.FullName));
            Turns.Run("whole process, decrypt+verify 25 MiB, ms", Rounds, peers, peer => Open(peer, folder.FullName));
            Turns.Run("start-up: the version, ms; sop at most 20", Starts, versions, peer => Tool.Time(Quiet(Tool.Shell(peer.Version, folder.FullName))));
            PeakMode.Run(folder.FullName);
            Console.WriteLine($"load at the end {StorageBenchmark.Load()}");
            return 0;
        }
        finally
        {
            if (Tool.Find("gpgconf") is { } gpgconf)
                Tool.Time(Tool.Shell($"'{gpgconf}' --homedir gnupg --kill gpg-agent", folder.FullName));
            folder.Delete(recursive: true);
        }
    }

    private static List<Peer> Prepare(string folder, string? sop)
    {
        using var v1 = Key(folder, "v1", BodyKind.Seipd1);
        using var v2 = Key(folder, "v2", BodyKind.Seipd2Ocb);
        // Text, because gosop changes bytes that are none when it decrypts; nobody compresses.
        File.WriteAllText(Path.Combine(folder, Peer.Plain), Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size / 4 * 3)));
        var peers = new List<Peer>();
        if (sop is not null)
            peers.AddRange([Peer.Sop("sop v2 OCB", sop, "v2"), Peer.Sop("sop v1", sop, "v1")]);
        else
            Console.WriteLine("left out: sop (publish samples/SMail.Sop with -p:PublishAot=true, and name the program with --sop or SMAIL_SOP)");
        var fingerprint = v1.Ours.Certificate.Fingerprint.ToString();
        Add("gpg", program => PrepareGpg(folder, program, fingerprint));
        Add("sqop", program => Peer.Sop("sqop", program, "v1"));
        Add("gosop", program => Peer.Sop("gosop", program, "v1", "--verify-out"));
        Add("rnp", program => Peer.Rnp(program, fingerprint, "v1"));
        return peers;

        void Add(string name, Func<string, Peer> make)
        {
            if (Tool.Find(name) is { } program)
                peers.Add(make(program));
            else
                Console.WriteLine($"left out: {name} (not installed)");
        }
    }

    // Its agent runs from here on, so no message waits for its start.
    private static Peer PrepareGpg(string folder, string program, string fingerprint)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, "gnupg"));
        if (!OperatingSystem.IsWindows())
            home.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Tool.Time(Tool.Shell($"'{program}' {Peer.GpgHome} --import v1.pgp", folder));
        return Peer.Gpg(program, fingerprint);
    }

    private static BenchKey Key(string folder, string name, BodyKind kind)
    {
        var key = BenchKey.Curve25519(kind);
        File.WriteAllBytes(Path.Combine(folder, $"{name}.pgp"), key.Bytes);
        File.WriteAllBytes(Path.Combine(folder, $"{name}.cert"), key.Ours.Certificate.ToBytes());
        return key;
    }

    private static double Seal(Peer peer, string folder)
    {
        File.Delete(Path.Combine(folder, peer.Sealed));
        return Tool.Time(Tool.Shell(peer.Encrypt, folder));
    }

    private static double Open(Peer peer, string folder)
    {
        var opened = Path.Combine(folder, Peer.Opened);
        File.Delete(opened);
        File.Delete(Path.Combine(folder, $"{peer.Sealed}.verified"));
        var time = Tool.Time(Tool.Shell(peer.Decrypt, folder));
        if (!File.ReadAllBytes(opened).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, Peer.Plain))))
            throw new InvalidOperationException($"{peer.Name} gave something else back.");
        return time;
    }

    private static ProcessStartInfo Quiet(ProcessStartInfo start)
    {
        start.ArgumentList[1] += " >/dev/null";
        return start;
    }
}
