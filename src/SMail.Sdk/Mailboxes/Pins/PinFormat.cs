using System.Security.Cryptography;
using System.Text.Json;
using SMail.Sdk.Accounts;

namespace SMail.Sdk.Mailboxes;

/// <summary>Pins are JSON, in 64 records by a hash of the address, padded so that their number does not show.</summary>
internal sealed class PinFormat : RecordFormat<PinShard>
{
    private const int Shards = 64;
    private const int Step = 4096;
    private const int MaxBytes = 512 * 1024;

    public override string Kind => "pins";

    /// <summary>The record an address belongs to.</summary>
    public static RecordId RecordOf(MailAddress address)
    {
        var shard = (byte)(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(address.Canonical))[0] % Shards);
        return Id.FromBytes<RecordId>(SHA256.HashData(new LengthPrefixed().AddText(Labels.Pins).AddByte(shard).Written).AsSpan(0, 16));
    }

    public override PinShard Read(ReadOnlySpan<byte> content)
    {
        try
        {
            if (JsonSerializer.Deserialize(content, PinJson.Default.PinShard) is { Pins: not null } shard)
                return shard;
        }
        catch (JsonException)
        {
            // malformed: the same as damaged
        }

        throw new SMailException(SMailError.KeysDamaged, "The pins can't be read.");
    }

    public override byte[] Write(PinShard value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, PinJson.Default.PinShard);
        var padded = new byte[(json.Length + Step - 1) / Step * Step];
        padded.AsSpan().Fill((byte)' ');
        json.CopyTo(padded, 0);
        CryptographicOperations.ZeroMemory(json);
        return padded.Length <= MaxBytes ? padded : throw new SMailException(SMailError.MessageTooLarge, "There is no room for more pins.");
    }
}
