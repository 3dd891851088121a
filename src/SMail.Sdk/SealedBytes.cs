using System.Text.Json;
using System.Text.Json.Serialization;
using SMail.OpenPgp;

namespace SMail.Sdk;

/// <summary>Sealed OpenPGP content: key packets, one body packet, or a whole message. What is not sealed is not taken in.</summary>
/// <remarks>
/// The check is of structure (only PKESK and SEIPD packets, RFC 9580 sections 5.1 and 5.13), made without any key.
/// What was damaged while it was stored or on its way is <see cref="SealedKind.NotSealed"/>, so that one bad bit
/// spoils one message and not the list it is in; nothing of that kind is stored or sent again.
/// </remarks>
[JsonConverter(typeof(SealedBytesConverter))]
public sealed class SealedBytes
{
    private SealedBytes(ReadOnlyMemory<byte> bytes, SealedKind kind) => (Bytes, Kind) = (bytes, kind);

    /// <summary>The packets.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What they are.</summary>
    public SealedKind Kind { get; }

    /// <summary>Takes bytes that are sealed packets; they are not copied.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRequest"/>: they are anything else.</exception>
    public static SealedBytes Parse(ReadOnlyMemory<byte> bytes) => Pgp.InspectSealed(bytes.Span) switch
    {
        SealedKind.NotSealed => throw new SMailException(SMailError.InvalidRequest, "Only sealed packets may be stored or sent here."),
        var kind => new SealedBytes(bytes, kind),
    };

    /// <summary>Takes bytes back from a store or from the other half; what was damaged there has the kind <see cref="SealedKind.NotSealed"/>.</summary>
    public static SealedBytes Read(ReadOnlyMemory<byte> bytes) => new(bytes, Pgp.InspectSealed(bytes.Span));

    /// <summary>The kind and the length, never the content.</summary>
    public override string ToString() => $"{Kind}, {Bytes.Length} bytes";
}

/// <summary>A piece of a sealed body that is too large to be handed over at once; the pieces are checked as one stream when the last has come.</summary>
[JsonConverter(typeof(SealedChunkConverter))]
public sealed record SealedChunk(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The largest piece, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The length, never the content.</summary>
    public override string ToString() => $"{Bytes.Length} bytes";
}

internal sealed class SealedBytesConverter : JsonConverter<SealedBytes>
{
    public override SealedBytes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SealedBytes.Read(reader.TryGetBytesFromBase64(out var bytes) ? bytes : default);

    public override void Write(Utf8JsonWriter writer, SealedBytes value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Bytes.Span);
}

internal sealed class SealedChunkConverter : JsonConverter<SealedChunk>
{
    public override SealedChunk Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, SealedChunk value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Bytes.Span);
}
