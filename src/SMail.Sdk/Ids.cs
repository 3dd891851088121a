using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>An id of 16 bytes; written as 32 lower-case hex digits everywhere.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    /// <summary>The 16 bytes, big-endian.</summary>
    Guid Value { get; }

    /// <summary>Makes an id of 16 bytes.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>An account, drawn at reservation.</summary>
[JsonConverter(typeof(IdConverter<AccountId>))]
public readonly record struct AccountId(Guid Value) : IId<AccountId>
{
    /// <inheritdoc/>
    public static AccountId From(Guid value) => new(value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>One sending of one message, drawn by the sender's client.</summary>
[JsonConverter(typeof(IdConverter<SubmissionId>))]
public readonly record struct SubmissionId(Guid Value) : IId<SubmissionId>
{
    /// <inheritdoc/>
    public static SubmissionId From(Guid value) => new(value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>One message in one mailbox.</summary>
[JsonConverter(typeof(IdConverter<EntryId>))]
public readonly record struct EntryId(Guid Value) : IId<EntryId>
{
    /// <inheritdoc/>
    public static EntryId From(Guid value) => new(value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>A stored body, drawn at random; never a hash of its content.</summary>
[JsonConverter(typeof(IdConverter<BlobId>))]
public readonly record struct BlobId(Guid Value) : IId<BlobId>
{
    /// <inheritdoc/>
    public static BlobId From(Guid value) => new(value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>One storage commit; repeating it with the same id changes nothing.</summary>
[JsonConverter(typeof(IdConverter<CommitId>))]
public readonly record struct CommitId(Guid Value) : IId<CommitId>
{
    /// <inheritdoc/>
    public static CommitId From(Guid value) => new(value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Makes ids.</summary>
public static class Id
{
    /// <summary>Draws a random id of 128 bits.</summary>
    public static TId Generate<TId>() where TId : struct, IId<TId>
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return FromBytes<TId>(bytes);
    }

    /// <summary>Makes an id of its 16 bytes.</summary>
    public static TId FromBytes<TId>(ReadOnlySpan<byte> bytes) where TId : struct, IId<TId> =>
        TId.From(new Guid(bytes, bigEndian: true));

    /// <summary>The 16 bytes of an id.</summary>
    public static byte[] ToBytes<TId>(this TId id) where TId : struct, IId<TId> => id.Value.ToByteArray(bigEndian: true);
}

internal sealed class IdConverter<TId> : JsonConverter<TId> where TId : struct, IId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Guid.TryParseExact(reader.GetString(), "N", out var value)
            ? TId.From(value)
            : throw new JsonException("An id is 32 hex digits.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value.ToString("N"));

    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value.ToString("N"));
}
