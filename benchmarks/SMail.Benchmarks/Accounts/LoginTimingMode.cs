using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using SMail.Benchmarks.Storage;
using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Storage.Sqlite;

namespace SMail.Benchmarks.Accounts;

/// <summary>Does the time of a prelogin or of a failed login tell who exists? 200 tries each at the door itself, without a network's noise, on a SQLite store.</summary>
internal static class LoginTimingMode
{
    private const int Tries = 200;
    private const int WarmUp = 50;
    private const string Password = "correct horse battery staple";
    private static readonly string[] Kinds = ["existing", "existing again", "unknown", "reserved", "alias", "deactivated"];

    public static async Task<int> RunAsync()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load {StorageBenchmark.Load()}; {Tries} tries each, in turns");
        await RunAsync("as it is served: in steps", new ServerOptions().LoginAnswerStep);
        await RunAsync("the work alone", TimeSpan.Zero);
        Console.WriteLine($"\nload at the end {StorageBenchmark.Load()}");
        return 0;
    }

    private static async Task RunAsync(string title, TimeSpan step)
    {
        var folder = Directory.CreateTempSubdirectory("smail-login-");
        try
        {
            SqliteStorage? storage = null;
            await using var system = await SMailSystem.StartAsync(options =>
            {
                options.UseRealm("bench").UseDomain("bench.test").UseSecretsFile(Path.Combine(folder.FullName, "secrets", "secrets.json"), createIfMissing: true);
                options.Storage = clock => storage = new SqliteStorage(new SqliteStorageOptions { Path = Path.Combine(folder.FullName, "data", "smail.db") }, clock);
                options.Server.Kdf = options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
                options.Server.LoginAnswerStep = step;
                // Counted as ever, and never refused.
                options.Server.Limits.LoginPerAddress = new LimitRate(1_000_000, TimeSpan.FromHours(1));
                options.Server.Limits.LockoutAfter = 1000;
            });
            var addresses = await PrepareAsync(system, storage!.Directory);
            Console.WriteLine($"\n{title} ({step.TotalMilliseconds:F0} ms)");
            var door = system.Server.Door;
            await MeasureAsync("prelogin", addresses, async address => Require(await door.PreloginAsync(new PreloginRequest(address), CancellationToken.None), failed: false));
            await MeasureAsync("failed login", addresses, async address =>
            {
                using var proof = LoginProof.FromBytes(RandomNumberGenerator.GetBytes(LoginProof.Size));
                Require(await door.LoginAsync(new LoginRequest(address, proof), CancellationToken.None), failed: true);
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static MailAddress Address(string kind) => MailAddress.Parse($"{kind.Replace(' ', '-')}@bench.test");

    // Names of one length would hide a difference that comes from the length alone; these differ by a few characters, as people's do.
    private static async Task<IReadOnlyList<(string Kind, MailAddress Address)>> PrepareAsync(SMailSystem system, IDirectoryStore directory)
    {
        foreach (var kind in Kinds.Except(["unknown", "reserved", "alias"]))
            await system.Accounts.RegisterAsync(Address(kind).LocalPart, Password.AsMemory(), Password.AsMemory());
        using (await system.Accounts.ReserveAsync(Address("reserved").LocalPart))
        {
            var existing = (await directory.FindAsync(Address("existing"), CancellationToken.None))!;
            await SwapAsync(directory, existing with { Address = Address("alias"), Epoch = 1, Certificates = [], Status = DirectoryStatus.Active, AliasOf = existing.Address });
            var off = (await directory.FindAsync(Address("deactivated"), CancellationToken.None))!;
            await SwapAsync(directory, off with { Epoch = off.Epoch + 1, Status = DirectoryStatus.Deactivated });
        }

        return [.. Kinds.Select(kind => (kind, Address(kind)))];
    }

    private static async Task SwapAsync(IDirectoryStore directory, DirectoryRow row)
    {
        if (!await directory.CompareAndSwapAsync(row, CancellationToken.None))
            throw new InvalidOperationException($"The row of {row.Address} was not written.");
    }

    // In turns and in a new order each round, so that what else the machine does meets all alike.
    private static async Task MeasureAsync(string call, IReadOnlyList<(string Kind, MailAddress Address)> addresses, Func<MailAddress, Task> work)
    {
        var times = addresses.ToDictionary(entry => entry.Kind, _ => new List<double>());
        for (var round = -WarmUp; round < Tries; round++)
        {
            var order = addresses.ToArray();
            RandomNumberGenerator.Shuffle(order.AsSpan());
            foreach (var (kind, address) in order)
            {
                var start = Stopwatch.GetTimestamp();
                await work(address);
                var time = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                if (round >= 0)
                    times[kind].Add(time);
            }
        }

        Console.WriteLine($"\n{call,-36}{"median us",12}{"10%",10}{"90%",10}");
        foreach (var (kind, all) in times)
        {
            var sorted = all.Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind,-34}{sorted[Tries / 2],12:F1}{sorted[Tries / 10],10:F1}{sorted[Tries * 9 / 10],10:F1}"));
        }

        Console.WriteLine($"{"  pair, Mann-Whitney",-36}{"U",12}{"z",10}{"p",10}");
        foreach (var (index, one) in Kinds.Index())
        {
            foreach (var other in Kinds.Skip(index + 1))
            {
                var test = MannWhitney.Of(times[one], times[other]);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {$"{one} / {other}",-34}{test.U,12:F1}{test.Z,10:F2}{test.P,10:F3}"));
            }
        }
    }

    private static void Require<T>(Answer<T> answer, bool failed) where T : class
    {
        if (failed ? answer.Error?.Code != SMailError.LoginFailed : answer.Value is null)
            throw new InvalidOperationException($"The door answered {answer.Error?.Code.ToString() ?? "a value"}.");
    }
}
