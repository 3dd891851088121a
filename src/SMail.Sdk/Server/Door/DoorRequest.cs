using System.Text.Json.Serialization;

namespace SMail.Sdk.Server;

/// <summary>What every call at the door carries.</summary>
public abstract record DoorRequest
{
    /// <summary>The version of the contract this assembly speaks.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the contract the caller speaks.</summary>
    public int ContractVersion { get; init; } = CurrentVersion;

    /// <summary>Names the call in logs and answers.</summary>
    public RequestId RequestId { get; init; } = Id.Generate<RequestId>();
}

/// <summary>What every call after login carries.</summary>
public abstract record AuthorizedRequest : DoorRequest
{
    /// <summary>The login it is made under.</summary>
    public required AccessToken Token { get; init; }
}

/// <summary>One call at the door.</summary>
[JsonConverter(typeof(IdConverter<RequestId>))]
public readonly record struct RequestId(Guid Value) : IId<RequestId>
{
    /// <inheritdoc/>
    public static RequestId From(Guid value) => new(value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>An answer: a value or an error, never both. No exception crosses the door.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="RequestId">The call it answers.</param>
/// <param name="Value">The value; null when there is an error.</param>
/// <param name="Error">The error; null when there is a value.</param>
public sealed record Answer<T>(RequestId RequestId, T? Value, DoorError? Error) where T : class;

/// <summary>An error as it crosses the door; the client half turns it into an <see cref="SMailException"/>.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">What the caller can do; no secrets, no stack.</param>
public sealed record DoorError(SMailError Code, string Message)
{
    /// <summary>How long to wait before the call is made again, in whole seconds; null where waiting does not help.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The answer of calls that have nothing to say.</summary>
public sealed record Done
{
    /// <summary>The one value.</summary>
    public static Done Value { get; } = new();
}
