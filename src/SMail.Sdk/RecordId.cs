using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>A record sealed under the account key; what the bytes are is the client half's business, but for the two that are named here.</summary>
[JsonConverter(typeof(IdConverter<RecordId>))]
public readonly record struct RecordId(Guid Value) : IId<RecordId>
{
    /// <summary>The OpenPGP secret keys; changed with the login record alone.</summary>
    public static RecordId SecretKeys { get; } = new(new Guid("00000000-0000-0000-0000-000000000001"));

    /// <summary>The state record.</summary>
    public static RecordId State { get; } = new(new Guid("00000000-0000-0000-0000-000000000002"));

    /// <summary>Where a reset puts a record of the keys before it.</summary>
    /// <param name="generation">The generation of those keys.</param>
    internal RecordId Locked(ulong generation)
    {
        var hash = SHA256.HashData(new LengthPrefixed().AddText(Labels.Locked).AddUInt64(generation).AddId(Value).Written);
        return new RecordId(new Guid(hash.AsSpan(0, 16), bigEndian: true));
    }

    /// <inheritdoc/>
    public static RecordId From(Guid value) => new(value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("N");
}
