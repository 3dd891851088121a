using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Architecture;

/// <summary>
/// Below the seal line only <see cref="OpenMessage"/> and <see cref="Delivery.InboundMessage"/> may carry plaintext.
/// So everything there that could carry some is named here, with the reason why it does not.
/// </summary>
public sealed class CarrierTests
{
    private static readonly string[] PlaintextCarriers = [nameof(OpenMessage), "InboundMessage"];

    private static readonly Dictionary<string, string> BelowTheLine = new()
    {
        // Sealed bytes, in part or whole.
        ["BlobStream.ReadAsync(buffer)"] = "a stored blob, read to see that it is sealed",
        ["IBlobStore.ReadAsync(buffer)"] = "a stored blob, sealed or encrypted under the outbox key",
        ["RowValue.Bytes"] = "a row, written by RowCodec alone, of records that are checked here as all others",
        ["RowValue.new(Bytes)"] = "the same",
        // The insides of an InboundMessage, between its arrival and its seal.
        ["ArrivalSealer.SealAsync(mime)"] = "a message that arrived, read once while it is sealed, or a report of ours",
        ["InboundHeader.ClaimsLocal(head)"] = "the same, its beginning",
        ["InboundHeader.IsLoop(head)"] = "the same",
        ["InboundHeader.Rewrite()"] = "the same",
        ["InboundHeader.Rewrite(head)"] = "the same",
        ["InboundStream.ReadAsync(buffer)"] = "the same, on its way to the seal",
        ["InboundStream.new(head)"] = "the same",
        ["InboundStream.new(rest)"] = "the same",
        ["TeeStream.ReadAsync(buffer)"] = "the same",
        ["TeeStream.new(source)"] = "the same",
        ["DeliveryReport.Compose()"] = "a report of ours on addresses, and of open mail its header, sealed at once",
        // Envelopes.
        ["InboundEnvelope.Client"] = "who handed a message over",
        ["InboundEnvelope.Recipients"] = "addresses of an envelope",
        ["InboundEnvelope.Sender"] = "an address of an envelope",
        ["InboundEnvelope.new(Recipients)"] = "the same",
        ["InboundEnvelope.new(Sender)"] = "the same",
        ["IInbox.CheckRecipientAsync(recipient)"] = "the same",
        ["Inbox.CheckRecipientAsync(recipient)"] = "the same",
        ["RecipientFinder.FindAsync(recipient)"] = "the same",
        ["InboundResult.Text"] = "a sentence of ours",
        ["InboundResult.new(Text)"] = "the same",
        ["InboundOptions.HostName"] = "the name of a host",
        ["DeliveryRouter.Domains"] = "hosted domains",
        ["KeyedGates.EnterAsync(key)"] = "a domain or an account",
        ["Place.new(key)"] = "the same",
        ["Work.Domains"] = "domains",
        ["Work.new(Domains)"] = "the same",
        ["OutsideDelivery.DeliverAsync(destination)"] = "the name of where mail goes",
        ["DeliveryWork.DeliverAsync(destination)"] = "the same",
        ["OutsideDelivery.FindDestinationAsync(domain)"] = "a domain",
        ["OutsideDelivery.FindDestinationAsync()"] = "the name of where its mail goes",
        ["IMailTransport.FindDestinationAsync(domain)"] = "a domain",
        ["IMailTransport.FindDestinationAsync()"] = "the name of where its mail goes",
        ["DeadLetters.ListAsync(cursor)"] = "a place in a list",
        ["IAccountAdministration.ListDeadLettersAsync(cursor)"] = "a place in a list",
        ["AccountAdministration.ListDeadLettersAsync(cursor)"] = "a place in a list",
        ["DeadLetter.Reason"] = "why a delivery failed: a sentence of ours or of another mail server",
        ["DeadLetter.new(Reason)"] = "the same",
        ["DeadLetterRow.Reason"] = "the same",
        ["DeadLetterRow.new(Reason)"] = "the same",
        ["DeliveryOutcome.Reason"] = "the same",
        ["DeliveryOutcome.new(Reason)"] = "the same",
        ["DeliveryOutcome.Server"] = "the name of a host",
        // Keys and proofs.
        ["SignatureBytes.Bytes"] = "a detached signature over a public statement, refused unless it holds",
        ["SignatureBytes.new(Bytes)"] = "the same",
        ["RegistrationStatement.Create()"] = "the public statement a new key signs",
        ["RegistrationStatement.Create(realm)"] = "the name of the deployment",
        ["ServerDerivations.AccountSalt()"] = "a salt",
        ["ServerDerivations.AccountSalt(decoyKey)"] = "a secret of the server",
        ["ServerDerivations.AccountSalt(realm)"] = "the name of the deployment",
        ["ServerDerivations.Sigma()"] = "the server's share of a key",
        ["ServerDerivations.Sigma(sigmaKey)"] = "a secret of the server",
        ["ServerDerivations.Verifier()"] = "a verifier of a login proof, not of a password",
        ["ServerDerivations.Verifier(pepper)"] = "a secret of the server",
        ["ServerSecrets.Add(value)"] = "a secret of the server",
        // Text that is no content.
        ["DeliveryRouter.new(domains)"] = "hosted domains",
        ["DoorError.Message"] = "a sentence of ours",
        ["DoorError.new(Message)"] = "the same",
        ["EntryPage.Next"] = "a place in a list",
        ["EntryPage.new(Next)"] = "the same",
        ["ListEntriesRequest.Cursor"] = "a place in a list",
        ["ListEntriesRequest.new(Cursor)"] = "the same",
        ["Page.Next"] = "a place in a list",
        ["Page.new(Next)"] = "the same",
        ["IMessageStore.ListAsync(cursor)"] = "a place in a list",
        ["IDirectoryStore.ListAsync(cursor)"] = "a place in a list",
        ["DirectoryFilter.Domain"] = "a domain",
        ["IAccountAdministration.ListAsync(cursor)"] = "a place in a list",
        ["IAccountAdministration.ListAsync(domain)"] = "a domain",
        ["IAccountAdministration.SetPlanAsync(plan)"] = "the name of a plan",
        ["AccountAdministration.ListAsync(cursor)"] = "a place in a list",
        ["AccountAdministration.ListAsync(domain)"] = "a domain",
        ["AccountAdministration.SetPlanAsync(plan)"] = "the name of a plan",
        ["IAccountAdministration.DiagnoseLoginAsync(name)"] = "what somebody typed as a name, which goes nowhere but into the answer",
        ["AccountAdministration.DiagnoseLoginAsync(name)"] = "the same",
        ["LoginDiagnostician.DiagnoseAsync(name)"] = "the same",
        ["LoginFinding.Realm"] = "the name of the deployment",
        ["LoginFinding.Describe()"] = "a sentence of ours",
        ["LoginFindingTexts.Get()"] = "the same",
        ["LoginFindingTexts.Languages"] = "names of languages",
        ["DeliveryRouter.FirstDomain"] = "a hosted domain",
        ["AccountInfo.Plan"] = "the name of a plan",
        ["ServerOptions.CatchAll"] = "domains and addresses",
        ["PasswordChangeContext.Plan"] = "the name of what an account pays for",
        ["PasswordChangeContext.new(Plan)"] = "the same",
        ["RecipientState.Reason"] = "why a delivery failed: a sentence of ours or of another mail server",
        ["RecipientState.new(Reason)"] = "the same",
        ["TransportResult.Reason"] = "the same",
        ["TransportResult.new(Reason)"] = "the same",
        ["TransportResult.Server"] = "the name of another mail server",
        ["EnhancedStatus.TryParse(text)"] = "a status code",
        ["StorageException.new(message)"] = "a sentence of ours",
        ["AccountRow.Plan"] = "the name of what an account pays for",
        ["ContactDetails.Name"] = "what a user chose to tell the administration, sealed before it is stored; no mail",
        ["ContactDetails.Phone"] = "the same",
        ["ContactDetails.Note"] = "the same",
        ["SealedContact.Bytes"] = "the same, encrypted",
        ["SealedContact.new(Bytes)"] = "the same",
        ["ContactDesk.ReadAsync(purpose)"] = "why an administrator reads it",
        ["IAccountAdministration.ReadContactAsync(purpose)"] = "the same",
        ["AccountAdministration.ReadContactAsync(purpose)"] = "the same",
        ["LimitBucket.Of(text)"] = "what a count is named for: an address, a device or a source",
        ["LimitSource.Of()"] = "where a call comes from",
        ["LimitSource.Of(source)"] = "the same",
        ["ServerOptions.Source"] = "the same",
        ["ServerContext.Realm"] = "the name of the deployment",
        ["ServerContext.new(Realm)"] = "the same",
        ["FileServerSecretProvider.Folder"] = "a path",
        ["FileServerSecretProvider.new(path)"] = "a path",
        ["IServerSecretProvider.Folder"] = "a path",
        ["IMailStorage.DataFolder"] = "a path",
        ["PickupDirectoryTransport.new(folder)"] = "a path",
        ["PickupEnvelope.From"] = "an address of an envelope",
        ["PickupEnvelope.To"] = "addresses of an envelope",
        ["PickupEnvelope.new(From)"] = "the same",
        ["PickupEnvelope.new(To)"] = "the same",
    };

    /// <summary>What both halves share and the records below the line are made of.</summary>
    private static readonly Dictionary<string, string> Wrappers = new()
    {
        ["SealedBytes"] = "packets, refused unless they are sealed",
        ["SealedChunk"] = "a piece of a sealed body; the whole is discarded unless it is sealed",
        ["SealedRecord"] = "an envelope under the account key",
        ["CertificateBytes"] = "a public key",
        ["KeyShare"] = "the server's share of a key",
        ["LoginProof"] = "what proves a password and does not tell it",
        ["MailAddress"] = "an address of an envelope",
        ["AccessToken"] = "random",
        ["ReservationToken"] = "random",
        ["DeviceToken"] = "random",
        ["ResetToken"] = "random",
        ["TokenHash"] = "a hash of something random",
        ["SMailException"] = "a sentence of ours",
    };

    [Fact]
    public void Whatever_could_carry_plaintext_below_the_line_is_named_with_a_reason()
    {
        var found = Carriers.TypesIn(typeof(SMailSystem).Assembly, "SMail.Sdk.Server", "SMail.Sdk.Delivery", "SMail.Sdk.Storage", "SMail.Sdk.Transport")
            .Where(type => !PlaintextCarriers.Contains(type.Name)).SelectMany(Carriers.Of).Distinct().Order(StringComparer.Ordinal).ToList();
        Assertions.AssertNone(found.Except(BelowTheLine.Keys).Select(name => $"not named: {name}").Concat(BelowTheLine.Keys.Except(found).Select(name => $"not there any more: {name}")));
    }

    [Fact]
    public void What_the_records_are_made_of_is_named_with_a_reason()
    {
        using var sdk = new Compiled(typeof(SMailSystem).Assembly);
        var below = new[] { "SMail.Sdk.Server.", "SMail.Sdk.Delivery.", "SMail.Sdk.Storage.", "SMail.Sdk.Transport." };
        var shared = Carriers.TypesIn(typeof(SMailSystem).Assembly, "SMail.Sdk").Where(type => type.IsPublic && !type.IsAbstract && Carriers.Of(type).Any()).Select(type => type.Name);
        var used = sdk.Uses().Where(use => below.Any(room => use.User.StartsWith(room, StringComparison.Ordinal))).Select(use => use.Type).ToHashSet();
        // What reads a name or keeps a secret is used below the line too, but no record has it.
        var found = shared.Where(name => used.Contains($"SMail.Sdk.{name}")).Except(["Username", "SecretBytes"]).Order(StringComparer.Ordinal);
        Assert.Equal(Wrappers.Keys.Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void What_carries_plaintext_says_so_in_its_name()
    {
        Assert.NotEmpty(Carriers.Of(typeof(OpenMessage)));
        Assert.All(PlaintextCarriers, name => Assert.EndsWith("Message", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_way_to_carry_bytes_is_found() => Assert.Equal(
        ["Leak.Field", "Leak.Late()", "Leak.Late(sink)", "Leak.Many", "Leak.Pieces()", "Leak.Property", "Leak.new(text)"],
        Carriers.Of(typeof(Leak)).Order(StringComparer.Ordinal));

    private sealed class Leak(string text)
    {
        internal readonly byte[] Field = [];

        public char[] Property => text.ToCharArray();

        public IReadOnlyList<ReadOnlyMemory<byte>> Many => [Field];

        public IAsyncEnumerable<byte[]> Pieces() => AsyncEnumerable.Empty<byte[]>();

        public Task<MemoryStream> Late(IProgress<byte> sink) => Task.FromResult(new MemoryStream(sink is null ? [] : Field));
    }
}
