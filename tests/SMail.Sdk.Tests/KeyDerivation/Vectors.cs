using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk.Tests.KeyDerivation;

/// <summary>One way from a password to keys; pepper and verifier where the file has them.</summary>
public sealed record DerivationVector(string Password, string Address, string Realm, int Kib, int Passes, string DecoyKey, string SigmaKey,
    string AccountId, ulong Generation, string S, string Salt, [property: JsonPropertyName("R")] string R, [property: JsonPropertyName("A")] string A,
    string Sigma, [property: JsonPropertyName("K")] string K, [property: JsonPropertyName("C")] string C, string? Pepper = null, string? Verifier = null);

/// <summary>A wrapped account key, and all that is in it and over it.</summary>
public sealed record WrapVector([property: JsonPropertyName("R")] string R, string Sigma, [property: JsonPropertyName("K")] string K,
    int Protocol, int Kdf, int Kib, int Passes, int Lanes, string S, uint SigmaVersion, ulong Generation, string AccountId, ulong Epoch,
    [property: JsonPropertyName("C")] string C, string Nonce, string AccountKey, string Envelope);

/// <summary>A record under an account key.</summary>
public sealed record RecordVector(string AccountKey, string Purpose, string AccountId, string Kind, string RecordId, ulong Version,
    string Nonce, string Plaintext, string Envelope);

/// <summary>A recovery phrase, and all that follows from it.</summary>
public sealed record RecoveryVector([property: JsonPropertyName("E")] string E, string Phrase, string Realm, string Address, string Pepper, string Proof, string Verifier,
    string AccountId, uint SigmaVersion, ulong Generation, string Sigma, [property: JsonPropertyName("K")] string K, [property: JsonPropertyName("C")] string C,
    string Nonce, string AccountKey, string Envelope);

/// <summary>The vectors published in <c>docs/vectors</c>, for other implementations of <c>docs/format.md</c>.</summary>
internal static class Vectors
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public static T[] Published<T>(string name) => Read<T>(Path.Combine(AppContext.BaseDirectory, "Vectors", name));

    public static T[] Read<T>(string file) => JsonSerializer.Deserialize<T[]>(File.ReadAllText(file), Json)!;

    public static void Publish<T>(string name, IEnumerable<T> vectors) =>
        File.WriteAllText(Path.Combine(Folder(), name), JsonSerializer.Serialize(vectors, Json) + "\n");

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "vectors");
}
