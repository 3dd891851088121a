namespace SMail.OpenPgp.Primitives;

/// <summary>How a password becomes a key (RFC 9580, section 3.7.1).</summary>
internal enum S2kType : byte
{
    Simple = 0,
    Salted = 1,
    Iterated = 3,
    Argon2 = 4,
}
