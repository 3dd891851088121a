using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>What the state record says: of which age the account's login, keys and records are. A server that mixes ages is found out by it.</summary>
internal sealed record AccountState
{
    public const string Kind = "state";

    /// <summary>Rises at each write; stands in the record's header.</summary>
    [JsonIgnore]
    public ulong Version { get; init; } = 1;

    public required ulong Epoch { get; init; }

    public required ulong Generation { get; init; }

    public required LoginProtocol Protocol { get; init; }

    /// <summary>The account's own OpenPGP keys, as upper-case hex digits.</summary>
    public required IReadOnlyList<string> Fingerprints { get; init; }

    /// <summary>Every other record under the account key, with its version.</summary>
    public IReadOnlyDictionary<RecordId, ulong> Records { get; init; } = new Dictionary<RecordId, ulong>();

    public static RecordHeader Header(AccountId account, ulong version) => new(account, Kind, RecordId.State.Value, version);

    public SealedRecord Seal(AccountKey key, AccountId account)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, StateJson.Default.AccountState);
        try
        {
            return key.SealRecord(RecordPurpose.State, Header(account, Version), json);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>Opens a state record, whatever its version.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.KeysDamaged"/>: another account's, changed, or malformed.</exception>
    public static AccountState Open(AccountKey key, AccountId account, SealedRecord record)
    {
        var version = RecordHeader.Parse(record).Version;
        using var json = key.OpenRecord(RecordPurpose.State, Header(account, version), record);
        try
        {
            if (JsonSerializer.Deserialize(json.Span, StateJson.Default.AccountState) is { Fingerprints: not null, Records: not null } state)
                return state with { Version = version };
        }
        catch (JsonException)
        {
            // malformed: the same as damaged
        }

        throw new SMailException(SMailError.KeysDamaged, "The state record can't be read.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AccountState))]
internal sealed partial class StateJson : JsonSerializerContext;
