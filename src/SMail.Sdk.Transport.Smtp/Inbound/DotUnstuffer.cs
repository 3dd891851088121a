namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>Finds the end of a message and takes away the dots of transparency (RFC 5321, section 4.5.2).</summary>
/// <remarks>
/// Only CR LF ends a line, and only CR LF dot CR LF the message (section 4.1.1.4). What other servers may take for such an end is a fault, for two that
/// disagree about it let a stranger speak in the name of the first (SMTP smuggling).
/// </remarks>
internal sealed class DotUnstuffer(int maxLineBytes)
{
    private Place place = Place.LineStart;
    private long lineBytes;

    private enum Place
    {
        LineStart,
        Dot,
        DotCr,
        Text,
        Cr,
    }

    /// <summary>Whether the end was found; what follows is a command.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>What is wrong with the message; null so far nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>Writes what is content.</summary>
    /// <returns>How many bytes were read and written. It stops at the end of the message or of either span.</returns>
    public (int Read, int Written) Read(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int read = 0, written = 0;
        while (read < source.Length && written < target.Length && !IsAtEnd)
        {
            var next = source[read];
            switch (place)
            {
                case Place.LineStart when next == '.':
                    (place, read) = (Place.Dot, read + 1);
                    break;
                case Place.Dot when next == '\r':
                    (place, read) = (Place.DotCr, read + 1);
                    break;
                case Place.DotCr when next == '\n':
                    (IsAtEnd, read) = (true, read + 1);
                    break;
                case Place.Cr when next == '\n':
                    target[written++] = next;
                    (place, lineBytes, read) = (Place.LineStart, 0, read + 1);
                    break;
                case Place.Cr or Place.DotCr:
                    Fault ??= "A CR must not stand alone.";
                    place = Place.Text;
                    break;
                case Place.Text:
                    var run = ReadText(source[read..], target[written..]);
                    (read, written) = (read + run, written + run);
                    break;
                default:
                    place = Place.Text;
                    break;
            }
        }

        return (read, written);
    }

    private int ReadText(ReadOnlySpan<byte> source, Span<byte> target)
    {
        source = source[..Math.Min(source.Length, target.Length)];
        var run = source.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
        if (run < 0)
            run = source.Length;
        if (run == 0)
        {
            run = 1;
            if (source[0] == '\r')
                place = Place.Cr;
            else
                Fault ??= source[0] == 0 ? "A message must not have the byte zero." : "An LF must not stand alone.";
        }

        source[..run].CopyTo(target);
        if ((lineBytes += run) > maxLineBytes)
            Fault ??= "A line is too long.";
        return run;
    }
}
