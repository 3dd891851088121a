using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>The server's 16 bytes of salt for an address, <c>s</c>; not secret, the same for an address for ever.</summary>
[JsonConverter(typeof(IdConverter<AccountSalt>))]
public readonly record struct AccountSalt(Guid Value) : IId<AccountSalt>
{
    /// <inheritdoc/>
    public static AccountSalt From(Guid value) => new(value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("N");
}
