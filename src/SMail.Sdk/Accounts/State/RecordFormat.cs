namespace SMail.Sdk.Accounts;

/// <summary>How one kind of record is written; what is read is immutable.</summary>
internal abstract class RecordFormat<T> where T : class
{
    /// <summary>Stands in the record's header.</summary>
    public abstract string Kind { get; }

    /// <exception cref="SMailException"><see cref="SMailError.KeysDamaged"/>: malformed.</exception>
    public abstract T Read(ReadOnlySpan<byte> content);

    /// <summary>The bytes, which the caller zeroes.</summary>
    public abstract byte[] Write(T value);
}
