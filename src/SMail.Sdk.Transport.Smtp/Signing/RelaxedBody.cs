using System.Security.Cryptography;

namespace SMail.Sdk.Transport.Smtp.Signing;

/// <summary>SHA-256 of a body in its relaxed form (RFC 6376, section 3.4.4), fed in pieces.</summary>
internal sealed class RelaxedBody : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[4096];
    private int filled;
    // Lines ended and white space read since the last other byte: at the end of the body, or of a line, they count for nothing.
    private long lineEnds;
    private bool hasSpace;
    private bool isEmpty = true;

    public void Add(ReadOnlySpan<byte> piece)
    {
        foreach (var next in piece)
        {
            switch (next)
            {
                case (byte)'\r':
                    break;
                case (byte)'\n':
                    lineEnds++;
                    hasSpace = false;
                    break;
                case (byte)' ' or (byte)'\t':
                    hasSpace = true;
                    break;
                default:
                    for (; lineEnds > 0; lineEnds--)
                    {
                        Write((byte)'\r');
                        Write((byte)'\n');
                    }

                    if (hasSpace)
                        Write((byte)' ');
                    Write(next);
                    (hasSpace, isEmpty) = (false, false);
                    break;
            }
        }
    }

    public byte[] Finish()
    {
        if (!isEmpty)
        {
            Write((byte)'\r');
            Write((byte)'\n');
        }

        hash.AppendData(buffer, 0, filled);
        filled = 0;
        return hash.GetHashAndReset();
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(buffer);
        hash.Dispose();
    }

    private void Write(byte next)
    {
        if (filled == buffer.Length)
        {
            hash.AppendData(buffer);
            filled = 0;
        }

        buffer[filled++] = next;
    }
}
