using FsCheck;
using FsCheck.Fluent;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>What the properties of this folder are tried with.</summary>
public static class Generators
{
    private const int Chunk = 64 * 1024;

    /// <summary>Small ones, ones around the borders of chunks and parts, and any.</summary>
    private static readonly Gen<int> Size = Gen.OneOf(
        Gen.Choose(0, 3),
        Gen.Choose(0, 700),
        Gen.Choose(0, 4).SelectMany(chunks => Gen.Choose(-130, 130).Select(delta => Math.Max(0, (chunks * Chunk) + delta))),
        Gen.Choose(0, 300_000));

    private static readonly Gen<int> Place = Gen.OneOf(
        Gen.Choose(0, int.MaxValue),
        Gen.Choose(0, 150),
        Gen.Choose(-150, -1));

    private static readonly Gen<int> Length = Gen.OneOf(Gen.Choose(1, 4), Gen.Elements(16, 20, 32, 64, 80, 512), Gen.Choose(1, 2000));

    private static readonly Gen<Change> AnyChange =
        from kind in Gen.Elements(Enum.GetValues<DamageKind>())
        from at in Place
        from length in Length
        from other in Place
        select new Change(kind, at, length, other);

    public static Arbitrary<Content> Contents() => Arb.From(
        Size.SelectMany(size => Gen.Choose(0, int.MaxValue).Select(seed => new Content(size, seed))),
        content => content.Size == 0 ? [] : [content with { Size = content.Size / 2 }, content with { Size = content.Size - 1 }]);

    public static Arbitrary<Pieces> SomePieces() =>
        Gen.OneOf(Gen.Constant(1), Gen.Choose(1, 100), Gen.Elements(511, 512, 513, Chunk - 1, Chunk, Chunk + 1), Gen.Choose(1, 3 * Chunk))
            .ArrayOf(3).Select(sizes => new Pieces(sizes)).ToArbitrary();

    public static Arbitrary<Damage> SomeDamage() => Arb.From(
        Gen.Frequency((4, Gen.Constant(1)), (1, Gen.Choose(2, 4))).SelectMany(count => AnyChange.ArrayOf(count)).Select(changes => new Damage(changes)),
        damage => damage.Changes.Length == 1 ? [] : damage.Changes.Select((_, i) => new Damage([.. damage.Changes.Where((_, j) => j != i)])));

    public static Arbitrary<AnyKeyName> Keys() => Gen.Elements(AnyKeyName.All).ToArbitrary();

    public static Arbitrary<Message> Messages() => Gen.Elements(Target.Messages).Select(t => new Message(t)).ToArbitrary();

    public static Arbitrary<Inside> Insides() => Gen.Elements(Target.Insides).Select(t => new Inside(t)).ToArbitrary();

    public static Arbitrary<AnyInput> Inputs() => AnyInput.Of().ToArbitrary();

    public static Arbitrary<KeyInput> KeyInputs() => AnyInput.Of("certificate", "key").Select(input => new KeyInput(input)).ToArbitrary();

    public static Arbitrary<MessageInput> MessageInputs() =>
        AnyInput.Of("message", "inline", "cleartext", "signature").Select(input => new MessageInput(input)).ToArbitrary();

    public static Arbitrary<AnyPacket> Packets() => AnyPacket.Generator.ToArbitrary();
}
