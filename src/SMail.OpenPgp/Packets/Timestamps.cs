namespace SMail.OpenPgp.Packets;

/// <summary>Times as OpenPGP has them: whole seconds since 1970, unsigned in four octets (RFC 9580, section 3.5).</summary>
internal static class Timestamps
{
    internal static uint ToSeconds(DateTimeOffset time)
    {
        var seconds = time.ToUnixTimeSeconds();
        return seconds is >= 0 and <= uint.MaxValue
            ? (uint)seconds
            : throw Errors.Limit("OpenPGP knows no times before 1970 or after 2106.");
    }
}
