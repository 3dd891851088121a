namespace SMail.Sdk.Server;

/// <summary>What every request has that puts another password in the place of the one before.</summary>
internal interface INewLogin
{
    LoginProof NewProof { get; }

    LoginParameters Login { get; }

    int ShareVersion { get; }

    ulong Generation { get; }

    ulong Epoch { get; }

    SealedRecord WrappedAccountKey { get; }
}
