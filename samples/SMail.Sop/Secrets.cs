using System.Security.Cryptography;

namespace SMail.Sop;

/// <summary>Bytes that leave nothing behind.</summary>
internal static class Secrets
{
    /// <summary>The first bytes of a buffer in another of a new size; the old one is zeroed.</summary>
    internal static byte[] Move(byte[] from, int count, int size)
    {
        var to = new byte[size];
        from.AsSpan(0, count).CopyTo(to);
        CryptographicOperations.ZeroMemory(from);
        return to;
    }

    /// <summary>Does something with secret bytes and zeroes them.</summary>
    internal static T Use<T>(byte[] secret, Func<byte[], T> use)
    {
        try
        {
            return use(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
