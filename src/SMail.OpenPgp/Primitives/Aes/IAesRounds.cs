using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>
/// The rounds of AES in one direction by the processor's instructions. Intel's add the key at the end of a round and Arm's
/// at its start, so every step is given both keys and takes the one it needs. All of it takes the same time for any data.
/// </summary>
internal interface IAesRounds
{
    static abstract bool IsSupported { get; }

    /// <summary>Whether this is the direction that encrypts.</summary>
    static abstract bool Encrypts { get; }

    /// <summary>Adds the whitening key and does the first round.</summary>
    static abstract Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> whitening, Vector128<byte> key);

    /// <summary>A round in the middle.</summary>
    static abstract Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key);

    /// <summary>The last round; whatever is xored into its key is xored into the result.</summary>
    static abstract Vector128<byte> End(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key);
}
