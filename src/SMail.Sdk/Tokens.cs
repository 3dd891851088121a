using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>Proves a reservation: 256 random bits, drawn by the client so that reserving can be repeated after a lost answer.</summary>
/// <param name="Value">Base64url.</param>
public sealed record ReservationToken(string Value)
{
    /// <summary>Draws a token.</summary>
    public static ReservationToken Generate() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>What may be stored of it.</summary>
    [JsonIgnore]
    public TokenHash Hash => TokenHash.Of(Value);

    /// <summary>Never the token.</summary>
    public override string ToString() => "[reservation token]";
}

/// <summary>Stands for a login in every call after it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Value">Base64url of 256 random bits.</param>
public sealed record AccessToken(AccountId Account, string Value)
{
    /// <summary>Draws a token.</summary>
    public static AccessToken Generate(AccountId account) => new(account, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>What may be stored of it.</summary>
    [JsonIgnore]
    public TokenHash Hash => TokenHash.Of(Value);

    /// <summary>Never the token.</summary>
    public override string ToString() => "[access token]";
}

/// <summary>Makes a device known to an account it logged in to: no secret key and no second factor, only a count of failed logins of its own.</summary>
/// <param name="Value">Base64url of 256 random bits.</param>
public sealed record DeviceToken(string Value)
{
    /// <summary>The length of <see cref="Value"/>.</summary>
    internal const int Length = 43;

    /// <summary>Draws a token.</summary>
    public static DeviceToken Generate() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>What may be stored of it.</summary>
    [JsonIgnore]
    public TokenHash Hash => TokenHash.Of(Value);

    /// <summary>Never the token.</summary>
    public override string ToString() => "[device token]";
}

/// <summary>Lets the owner of an account set a new password, once: an administrator hands it over, on a way of its own.</summary>
/// <param name="Value">Base64url of 256 random bits.</param>
public sealed record ResetToken(string Value)
{
    /// <summary>Draws a token.</summary>
    public static ResetToken Generate() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>What may be stored of it.</summary>
    [JsonIgnore]
    public TokenHash Hash => TokenHash.Of(Value);

    /// <summary>Never the token.</summary>
    public override string ToString() => "[reset token]";
}

/// <summary>SHA-256 of a random token; what is stored in its place.</summary>
/// <param name="Value">64 upper-case hex digits.</param>
public readonly record struct TokenHash(string Value)
{
    /// <summary>The hash of no token at all.</summary>
    internal static TokenHash None => new("");

    /// <summary>Hashes a token.</summary>
    public static TokenHash Of(string token) => new(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token))));

    /// <summary>Its first half as a row's id.</summary>
    internal Guid ToGuid() => new(Convert.FromHexString(Value.AsSpan(0, 32)), bigEndian: true);

    /// <summary>Compares in constant time.</summary>
    public bool Matches(TokenHash other) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Value ?? ""), Encoding.ASCII.GetBytes(other.Value ?? ""));
}
