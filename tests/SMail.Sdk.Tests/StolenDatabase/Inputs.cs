namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>What a stored value is a function of.</summary>
[Flags]
internal enum Inputs
{
    /// <summary>What was said or counted: addresses, names, parameters, numbers, times. Nobody keeps it secret.</summary>
    Known = 1,
    /// <summary>Drawn for this and nothing else.</summary>
    Drawn = 2,
    /// <summary>OpenPGP keys and the keys of messages, all drawn.</summary>
    MailKeys = 4,
    /// <summary>The account key, drawn; stored in the wrap alone.</summary>
    AccountKey = 8,
    /// <summary>What the user typed.</summary>
    Password = 16,
    /// <summary>A server secret.</summary>
    Pepper = 32,
    /// <summary>A server secret.</summary>
    Sigma = 64,
    /// <summary>A server secret.</summary>
    Decoy = 128,
    /// <summary>A server secret.</summary>
    Outbox = 256,
    /// <summary>A recovery phrase, drawn; its owner has it on paper.</summary>
    Phrase = 512,
}
