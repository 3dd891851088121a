using System.Globalization;
using System.Text.Json;
using SMail.Benchmarks.Storage;

namespace SMail.Benchmarks.Engine;

/// <summary>One table in under three minutes: each work beside BouncyCastle's OpenPGP classes and beside the bare primitives.</summary>
internal static class RatioMode
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(string? jsonFile)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load {StorageBenchmark.Load()}");
        Console.WriteLine("Each time is the best of rounds taken in turns. The rival is BouncyCastle's OpenPGP API on the same plaintext. The ceiling is");
        Console.WriteLine("hash and cipher over the same bytes, and public-key operations for small messages, one after the other on one core.");
        Console.WriteLine($"{"",-72}{"ms",9}{"rival ms",10}{"ceiling",9}{"x rival",9}{"of ceil.",9}{"allocated",12}  at least");
        var results = new List<RaceResult>();
        await foreach (var result in RatioWorks.AllAsync())
        {
            results.Add(result);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Work,-72}{result.Ms,9:F3}{result.RivalMs,10:F3}{result.CeilingMs,9:F3}{result.TimesRival,8:F1}x{result.OfCeiling,9:P0}{result.AllocatedBytes,12:N0}  {Targets.Judge(result)}"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{ManyRecipients.Work}: {ManyRecipients.Speedup(results):F2}x faster on {Environment.ProcessorCount} cores than on one; at least 1.7x on two"));
        Console.WriteLine($"load at the end {StorageBenchmark.Load()}");
        if (jsonFile is not null)
            await File.WriteAllTextAsync(jsonFile, Serialize(results));
        return 0;
    }

    public static string Serialize(IReadOnlyList<RaceResult> results) => JsonSerializer.Serialize(results, Json);

    public static IReadOnlyList<RaceResult> Deserialize(string json) => JsonSerializer.Deserialize<List<RaceResult>>(json, Json)!;
}
