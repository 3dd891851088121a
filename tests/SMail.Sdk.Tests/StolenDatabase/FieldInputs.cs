namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>What each stored value is a function of. A new field is added here by whoever adds it, with an oracle if the password goes in.</summary>
internal static class FieldInputs
{
    private static readonly Dictionary<string, Inputs> Fields = new()
    {
        // Login.
        ["LoginRow.address"] = Inputs.Known,
        ["LoginRow.login.protocol"] = Inputs.Known,
        ["LoginRow.login.kdf.algorithm"] = Inputs.Known,
        ["LoginRow.login.kdf.memoryKiB"] = Inputs.Known,
        ["LoginRow.login.kdf.passes"] = Inputs.Known,
        ["LoginRow.login.kdf.lanes"] = Inputs.Known,
        ["LoginRow.login.salt"] = Inputs.Known | Inputs.Decoy,
        ["LoginRow.shareVersion"] = Inputs.Known,
        ["LoginRow.pepperVersion"] = Inputs.Known,
        ["LoginRow.generation"] = Inputs.Known,
        ["LoginRow.epoch"] = Inputs.Known,
        ["LoginRow.verifier.value"] = Inputs.Password | Inputs.Pepper,
        ["LoginRow.wrappedAccountKey/header.SigmaVersion"] = Inputs.Known,
        ["LoginRow.wrappedAccountKey/header.Generation"] = Inputs.Known,
        ["LoginRow.wrappedAccountKey/header.Epoch"] = Inputs.Known,
        ["LoginRow.wrappedAccountKey/header.Binding.Protocol"] = Inputs.Known,
        ["LoginRow.wrappedAccountKey/header.Binding.Parameters"] = Inputs.Known,
        ["LoginRow.wrappedAccountKey/header.Binding.AccountSalt"] = Inputs.Known | Inputs.Decoy,
        ["LoginRow.wrappedAccountKey/header.Binding.Account"] = Inputs.Drawn,
        ["LoginRow.wrappedAccountKey/header.Commitment"] = Inputs.Password | Inputs.Sigma,
        ["LoginRow.wrappedAccountKey/nonce"] = Inputs.Drawn,
        ["LoginRow.wrappedAccountKey/ciphertext"] = Inputs.Password | Inputs.Sigma | Inputs.AccountKey,
        ["LoginRow.wrappedAccountKey/tag"] = Inputs.Password | Inputs.Sigma | Inputs.AccountKey,
        ["LoginRow.suspended"] = Inputs.Known,
        ["LoginRow.passwordChangedAt"] = Inputs.Known,
        ["LoginRow.sessionsFrom"] = Inputs.Known,
        ["LoginRow.keptSession.value"] = Inputs.Drawn,
        ["LoginRow.keptChanges"] = Inputs.Known,
        ["LoginRow.reset.token.value"] = Inputs.Drawn,
        ["LoginRow.reset.expiresAt"] = Inputs.Known,
        ["LoginRow.redeemed.token.value"] = Inputs.Drawn,
        ["LoginRow.redeemed.certificate"] = Inputs.MailKeys,
        ["LoginRow.lockedSets"] = Inputs.Known,
        // Locked sets; each holds a whole login record, too.
        ["LockedKeysRow.secretKeys/header.Account"] = Inputs.Drawn,
        ["LockedKeysRow.secretKeys/header.Kind"] = Inputs.Known,
        ["LockedKeysRow.secretKeys/header.RecordId"] = Inputs.Drawn,
        ["LockedKeysRow.secretKeys/header.Version"] = Inputs.Known,
        ["LockedKeysRow.secretKeys/nonce"] = Inputs.Drawn,
        ["LockedKeysRow.secretKeys/ciphertext"] = Inputs.AccountKey | Inputs.MailKeys,
        ["LockedKeysRow.secretKeys/tag"] = Inputs.AccountKey | Inputs.MailKeys,
        ["LockedKeysRow.lockedAt"] = Inputs.Known,
        // Records under the account key.
        ["RecordRow.record/header.Account"] = Inputs.Drawn,
        ["RecordRow.record/header.Kind"] = Inputs.Known,
        ["RecordRow.record/header.RecordId"] = Inputs.Drawn,
        ["RecordRow.record/header.Version"] = Inputs.Known,
        ["RecordRow.record/nonce"] = Inputs.Drawn,
        ["RecordRow.record/ciphertext"] = Inputs.AccountKey | Inputs.MailKeys,
        ["RecordRow.record/tag"] = Inputs.AccountKey | Inputs.MailKeys,
        // Sessions.
        ["SessionRow.address"] = Inputs.Known,
        ["SessionRow.token.value"] = Inputs.Drawn,
        ["SessionRow.expiresAt"] = Inputs.Known,
        ["SessionRow.epoch"] = Inputs.Known,
        ["DeviceRow.token.value"] = Inputs.Drawn,
        ["DeviceRow.expiresAt"] = Inputs.Known,
        // Counts of tries.
        ["LimitRow.arrival"] = Inputs.Known,
        ["LimitRow.failures"] = Inputs.Known,
        ["LimitRow.failedAt"] = Inputs.Known,
        ["LimitRow.lockedUntil"] = Inputs.Known,
        // Messages.
        ["EntryRow.submission"] = Inputs.Drawn,
        ["EntryRow.sender"] = Inputs.Known,
        ["EntryRow.body.blob"] = Inputs.Drawn,
        ["EntryRow.body.length"] = Inputs.Known,
        ["EntryRow.received"] = Inputs.Known,
        ["EntryRow.waiting"] = Inputs.Known,
        ["EntryRow.copy.keyPacket"] = Inputs.MailKeys,
        ["EntryRow.copy.summary"] = Inputs.MailKeys,
        ["EntryRow.recipients[].recipient"] = Inputs.Known,
        ["EntryRow.recipients[].status"] = Inputs.Known,
        ["EntryRow.recipients[].reason"] = Inputs.Known,
        // Deliveries.
        ["OutboxRow.submission"] = Inputs.Drawn,
        ["OutboxRow.sender"] = Inputs.Known,
        ["OutboxRow.recipient"] = Inputs.Known,
        ["OutboxRow.transaction"] = Inputs.Drawn,
        ["OutboxRow.holder"] = Inputs.Drawn,
        ["OutboxRow.copy.keyPacket"] = Inputs.MailKeys,
        ["OutboxRow.copy.summary"] = Inputs.MailKeys,
        ["OutboxRow.since"] = Inputs.Known,
        ["OutboxRow.attempts"] = Inputs.Known,
        ["UnreferenceRow.blob"] = Inputs.Drawn,
        ["UnreferenceRow.entry"] = Inputs.Drawn,
        // The account.
        ["AccountRow.plan"] = Inputs.Known,
        ["AccountRow.newsletter"] = Inputs.Known,
        ["AccountRow.contact.bytes"] = Inputs.Known | Inputs.Drawn | Inputs.Outbox,
        ["AccountRow.createdAt"] = Inputs.Known,
        ["AccountRow.confirmedAt"] = Inputs.Known,
        ["ErasureRow.address"] = Inputs.Known,
        ["RegistrationRow.address"] = Inputs.Known,
        // Around every row.
        ["RowKey.Kind"] = Inputs.Known,
        ["RowKey.Id"] = Inputs.Known | Inputs.Drawn,
        ["Row.Group"] = Inputs.Known,
        ["Row.Order"] = Inputs.Known,
        ["Row.Due"] = Inputs.Known,
        ["Row.Content"] = Inputs.MailKeys,
        ["StoredRow.Version"] = Inputs.Known,
        ["StoredRow.Change"] = Inputs.Known,
        ["PartitionCommit.Id"] = Inputs.Known | Inputs.Drawn,
        // Addresses.
        ["DirectoryRow.Address"] = Inputs.Known,
        ["DirectoryRow.Status"] = Inputs.Known,
        ["DirectoryRow.Epoch"] = Inputs.Known,
        ["DirectoryRow.Account"] = Inputs.Drawn,
        ["DirectoryRow.ReservationHash"] = Inputs.Drawn,
        ["DirectoryRow.ReservedUntil"] = Inputs.Known,
        ["DirectoryRow.Certificates"] = Inputs.MailKeys,
        ["DirectoryRow.AliasOf"] = Inputs.Known,
        // Blobs.
        ["BlobInfo.Length"] = Inputs.Known,
        ["BlobInfo.IsComplete"] = Inputs.Known,
        ["BlobInfo.LeaseUntil"] = Inputs.Known,
        ["BlobReference.Blob"] = Inputs.Drawn,
        ["BlobReference.Account"] = Inputs.Drawn,
        ["BlobReference.Entry"] = Inputs.Drawn,
        ["SealedChunk.Bytes"] = Inputs.MailKeys | Inputs.Outbox,
    };

    public static IReadOnlyDictionary<string, Inputs> All { get; } = Fields
        .Concat(Fields.Where(field => IsLogin(field.Key)).Select(field => KeyValuePair.Create(InLockedSet(field.Key), field.Value))).ToDictionary();

    public static bool IsLogin(string field) => field.StartsWith("LoginRow.", StringComparison.Ordinal);

    /// <summary>The same field of the login record that a locked set holds.</summary>
    public static string InLockedSet(string field) => $"LockedKeysRow.login.{field["LoginRow.".Length..]}";
}
