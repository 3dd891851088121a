namespace SMail.Sdk.Server;

/// <summary>Open mail to one recipient that could not be delivered, and is kept for a while.</summary>
/// <param name="Id">Names it within the account.</param>
/// <param name="Sender">Whose message it is.</param>
/// <param name="Recipient">Who did not get it.</param>
/// <param name="Since">When it was submitted or last sent again.</param>
/// <param name="Attempts">How many tries there were.</param>
/// <param name="Reason">Why the last one failed.</param>
/// <param name="Until">When it is erased.</param>
public sealed record DeadLetter(Guid Id, MailAddress Sender, MailAddress Recipient, DateTimeOffset Since, int Attempts, string? Reason, DateTimeOffset Until);
