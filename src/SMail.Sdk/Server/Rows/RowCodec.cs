using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Writes and reads row values: format byte 0x01, then UTF-8 JSON of one of the records in this folder.</summary>
internal static class RowCodec
{
    private const byte Format = 0x01;

    public static RowValue Encode<T>(T record, JsonTypeInfo<T> type) where T : class
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, type);
        var value = new byte[json.Length + 1];
        value[0] = Format;
        json.CopyTo(value, 1);
        return new RowValue(value);
    }

    public static T Decode<T>(RowValue value, JsonTypeInfo<T> type) where T : class
    {
        if (value.Bytes.IsEmpty || value.Bytes.Span[0] != Format)
            throw new StorageException(StorageError.Corrupt, "A row has a format this version does not know.");
        try
        {
            return JsonSerializer.Deserialize(value.Bytes.Span[1..], type)
                ?? throw new StorageException(StorageError.Corrupt, "A row is empty.");
        }
        catch (JsonException e)
        {
            throw new StorageException(StorageError.Corrupt, "A row can't be read.", e);
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LoginRow))]
[JsonSerializable(typeof(RecordRow))]
[JsonSerializable(typeof(SessionRow))]
[JsonSerializable(typeof(EntryRow))]
[JsonSerializable(typeof(OutboxRow))]
[JsonSerializable(typeof(UnreferenceRow))]
[JsonSerializable(typeof(HoldRow))]
[JsonSerializable(typeof(DeadLetterRow))]
[JsonSerializable(typeof(AccountRow))]
[JsonSerializable(typeof(LimitRow))]
[JsonSerializable(typeof(SendingRow))]
[JsonSerializable(typeof(DeviceRow))]
[JsonSerializable(typeof(RegistrationRow))]
[JsonSerializable(typeof(ContactDetails))]
[JsonSerializable(typeof(ErasureRow))]
[JsonSerializable(typeof(LockedKeysRow))]
internal sealed partial class RowJson : JsonSerializerContext;
