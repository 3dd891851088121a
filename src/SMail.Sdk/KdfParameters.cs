namespace SMail.Sdk;

/// <summary>The password-stretching function; the number is its byte in every stored header.</summary>
public enum KdfAlgorithm
{
    /// <summary>Argon2id, version 0x13 (RFC 9106).</summary>
    Argon2id = 1,
}

/// <summary>What stretching a password costs. Chosen by the deployment, travels with the account.</summary>
/// <param name="Algorithm">The function.</param>
/// <param name="MemoryKiB">Memory in KiB.</param>
/// <param name="Passes">Passes over the memory.</param>
/// <param name="Lanes">Lanes; always 1 here.</param>
public sealed record KdfParameters(KdfAlgorithm Algorithm, int MemoryKiB, int Passes, int Lanes)
{
    /// <summary>64 MiB, 3 passes: about a tenth of a second. The default.</summary>
    public static KdfParameters Interactive { get; } = new(KdfAlgorithm.Argon2id, 64 * 1024, 3, 1);

    /// <summary>256 MiB, 4 passes: for accounts worth a second of waiting.</summary>
    public static KdfParameters Sensitive { get; } = new(KdfAlgorithm.Argon2id, 256 * 1024, 4, 1);

    /// <summary>19 MiB, 2 passes: for machines that have no more; an explicit opt-in.</summary>
    public static KdfParameters Constrained { get; } = new(KdfAlgorithm.Argon2id, 19 * 1024, 2, 1);
}
