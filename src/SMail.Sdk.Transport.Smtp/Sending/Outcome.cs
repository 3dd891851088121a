namespace SMail.Sdk.Transport.Smtp.Sending;

/// <summary>What one server means for one recipient.</summary>
/// <param name="Result">The result, if there is no other server.</param>
/// <param name="IsFinal">Whether no other server is to be asked.</param>
internal readonly record struct Outcome(TransportResult Result, bool IsFinal);
