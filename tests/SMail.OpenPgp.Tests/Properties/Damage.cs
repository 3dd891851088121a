namespace SMail.OpenPgp.Tests.Properties;

public enum DamageKind
{
    Flip,
    Set,
    Cut,
    Truncate,
    Insert,
    Duplicate,
    Swap,
}

/// <summary>One change of bytes. Places count from the end when they are negative, and wrap around.</summary>
public sealed record Change(DamageKind Kind, int At, int Length, int Other)
{
    public byte[] Apply(byte[] bytes)
    {
        if (bytes.Length == 0)
            return Kind == DamageKind.Insert ? Noise() : bytes;
        var at = Place(At, bytes.Length);
        var end = at + Math.Min(Length, bytes.Length - at);
        var other = Place(Other, bytes.Length);
        switch (Kind)
        {
            case DamageKind.Flip:
                return [.. bytes[..at], (byte)(bytes[at] ^ (1 << (Other & 7))), .. bytes[(at + 1)..]];
            case DamageKind.Set:
                return [.. bytes[..at], (byte)Other, .. bytes[(at + 1)..]];
            case DamageKind.Cut:
                return [.. bytes[..at], .. bytes[end..]];
            case DamageKind.Truncate:
                return bytes[..at];
            case DamageKind.Insert:
                return [.. bytes[..at], .. Noise(), .. bytes[at..]];
            case DamageKind.Duplicate:
                return [.. bytes[..other], .. bytes[at..end], .. bytes[other..]];
            default:
                return Swap(bytes, at, other);
        }
    }

    private byte[] Swap(byte[] bytes, int at, int other)
    {
        var (first, second) = (Math.Min(at, other), Math.Max(at, other));
        var length = Math.Min(Length, Math.Min(second - first, bytes.Length - second));
        return [.. bytes[..first], .. bytes[second..(second + length)], .. bytes[(first + length)..second], .. bytes[first..(first + length)], .. bytes[(second + length)..]];
    }

    private byte[] Noise() => new Content(Length, Other).ToBytes();

    private static int Place(int at, int length) => at >= 0 ? at % length : length - 1 - (~at % length);
}

/// <summary>A few changes, one after the other.</summary>
public sealed record Damage(Change[] Changes)
{
    public byte[] Apply(byte[] bytes) => Changes.Aggregate(bytes, (current, change) => change.Apply(current));

    public override string ToString() => $"Damage [{string.Join(", ", (IEnumerable<Change>)Changes)}]";
}
