using FsCheck;
using FsCheck.Fluent;

namespace SMail.OpenPgp.Tests.Support;

/// <summary>What can happen to bytes on their way.</summary>
public enum Damage
{
    FlipBit,
    SetByte,
    CutEnd,
    CutOut,
    Insert,
    Repeat,
    Swap,
    Zero,
}

/// <summary>One change, at a place and of a size that fit any length.</summary>
public sealed record Mutation(Damage Damage, uint At, uint Other, byte Value)
{
    public byte[] Apply(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [Value];
        var at = (int)(At % (uint)bytes.Length);
        var size = 1 + (int)(Other % (uint)Math.Min(40, bytes.Length - at));
        byte[] changed = [.. bytes];
        switch (Damage)
        {
            case Damage.FlipBit:
                changed[at] ^= (byte)(1 << (Value % 8));
                return changed;
            case Damage.SetByte:
                changed[at] = Value;
                return changed;
            case Damage.CutEnd:
                return bytes[..at];
            case Damage.CutOut:
                return [.. bytes[..at], .. bytes[(at + size)..]];
            case Damage.Insert:
                return [.. bytes[..at], .. Enumerable.Repeat(Value, size), .. bytes[at..]];
            case Damage.Repeat:
                return [.. bytes[..(at + size)], .. bytes[at..]];
            case Damage.Swap:
                var (first, second) = ((int)(At % (uint)bytes.Length), (int)(Other % (uint)bytes.Length));
                size = Math.Min(1 + (Value % 64), bytes.Length - Math.Max(first, second));
                bytes.AsSpan(first, size).CopyTo(changed.AsSpan(second));
                bytes.AsSpan(second, size).CopyTo(changed.AsSpan(first));
                return changed;
            default:
                changed.AsSpan(at, size).Clear();
                return changed;
        }
    }

    public static byte[] ApplyAll(IEnumerable<Mutation> mutations, byte[] bytes) => mutations.Aggregate(bytes, (changed, mutation) => mutation.Apply(changed));
}

/// <summary>One change most of the time, at any place; several sometimes.</summary>
public static class MutationArbitrary
{
    private static Gen<Mutation> One { get; } =
        from damage in Gen.Elements(Enum.GetValues<Damage>())
        from at in Gen.Choose(0, int.MaxValue)
        from other in Gen.Choose(0, int.MaxValue)
        from value in Gen.Choose(0, 255)
        select new Mutation(damage, (uint)at, (uint)other, (byte)value);

    public static Arbitrary<Mutation[]> Mutations() =>
        Gen.Choose(1, 6).SelectMany(count => Gen.ArrayOf(One, Math.Max(1, count - 3))).ToArbitrary();
}
