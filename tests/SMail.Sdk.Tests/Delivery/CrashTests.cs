using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>A storage that fails at any one of its calls, for once or for good, before or after it did its work.</summary>
public sealed class CrashTests(CrashTests.Scene scene) : IClassFixture<CrashTests.Scene>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Property(MaxTest = 200)]
    public Property Mail_arrives_exactly_once_or_was_never_sent() => Prop.ForAll(Faults().ToArbitrary(), async fault =>
    {
        await scene.PlanAsync(fault.Mail);
        var isSent = await scene.SendAsync(fault);
        if (!isSent && fault.IsSentAgain)
        {
            await scene.System.Mailboxes.SendAsync(scene.Alice, scene.Plan, Token);
            isSent = true;
        }

        await scene.PassTimeAsync();
        var sent = await scene.System.ListAsync(scene.Alice, MailFolder.Sent);
        Assert.True(isSent ? sent.Count == 1 : sent.Count <= 1, $"{sent.Count} in Sent");
        await scene.CheckAsync(sent.Count);
    });

    // The crash that matters most: everything fails as soon as the message is taken.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_submitter_that_dies_after_the_commit_leaves_the_rest_to_the_outbox(int mail)
    {
        await scene.PlanAsync(mail);
        var isDown = false;
        scene.System.Storage.Hooks.Before = (_, _) => isDown ? throw Away() : Task.CompletedTask;
        scene.System.Storage.Hooks.After = (call, _) =>
        {
            isDown |= IsSubmission(call);
            return Task.CompletedTask;
        };
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => scene.System.Mailboxes.SendAsync(scene.Alice, scene.Plan, Token)));
        scene.System.Storage.Hooks.Clear();
        Assert.Empty(await scene.System.ListAsync(scene.Bobby));
        // Nothing is due before the submitter's lease has ended.
        Assert.Equal(0, await scene.System.Server.DeliverDueAsync(Token));
        await scene.PassTimeAsync();
        await scene.CheckAsync(1);
        var sent = (await scene.System.ListAsync(scene.Alice, MailFolder.Sent)).Single();
        Assert.All(sent.Recipients, state => Assert.Equal(DeliveryStatus.Delivered, state.Status));
    }

    private static bool IsSubmission(Call call) => call.Arguments is [_, PartitionCommit commit] && commit.Writes.Any(write => write is PutRow { Row: { Key.Kind: RowKind.Outbox }, Precondition.Kind: PreconditionKind.Absent });

    private static StorageException Away() => new(StorageError.Unavailable, "The storage is away.");

    private static Gen<Fault> Faults() =>
        from isFromCommit in Gen.Elements(true, false)
        from call in Gen.Choose(0, isFromCommit ? 20 : 110)
        from mail in Gen.Choose(0, 3)
        from isForGood in Gen.Elements(true, false)
        from isAfter in Gen.Elements(true, false)
        from isSentAgain in Gen.Elements(true, false)
        from isStorageException in Gen.Elements(true, false)
        select new Fault(call, isFromCommit, mail, isForGood, isAfter, isSentAgain, isStorageException);

    internal sealed record Fault(int Call, bool IsFromCommit, int Mail, bool IsForGood, bool IsAfter, bool IsSentAgain, bool IsStorageException);

    /// <summary>Three users whose mailboxes are empty before each attempt.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        private static readonly ComposedMail[] Mails =
        [
            new() { To = ["bobby"], Text = "Small" },
            new() { To = ["bobby"], Bcc = ["carol"], Attachments = [new MailAttachment("a.bin", new byte[70_000])] },
            new() { Bcc = ["bobby", "carol", "dan@outside.example"], Attachments = [new MailAttachment("a.bin", new byte[70_000])] },
            new() { To = ["bobby", "ann@outside.example", "cem@outside.example"], Text = "Mixed" },
        ];

        private readonly ScriptedTransport outside = new();
        private readonly HashSet<BlobId> open = [];
        private int handedBefore;

        public TestSystem System { get; private set; } = null!;

        public MailSession Alice { get; private set; } = null!;

        public MailSession Bobby { get; private set; } = null!;

        public MailSession Carol { get; private set; } = null!;

        public DeliveryPlan Plan { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            System = await TestSystem.StartAsync(options =>
            {
                options.Transport = _ => outside;
                options.Server.LoginTime = TimeSpan.FromDays(36_500);
            });
            (Alice, Bobby, Carol) = (await System.JoinAsync("alice"), await System.JoinAsync("bobby"), await System.JoinAsync("carol"));
            System.Door.Hooks.Before = (call, _) =>
            {
                if (call.Arguments is [PutOpenChunkRequest piece])
                    open.Add(piece.Blob);
                return Task.CompletedTask;
            };
        }

        public async Task PlanAsync(int mail)
        {
            foreach (var (session, folder) in new[] { (Alice, MailFolder.Sent), (Bobby, MailFolder.Inbox), (Carol, MailFolder.Inbox) })
                foreach (var item in await System.ListAsync(session, folder))
                    await System.Mailboxes.DeleteAsync(session, item.Entry, Token);
            handedBefore = outside.Sent.Count;
            Plan = (await System.Mailboxes.PlanAsync(Alice, Mails[mail], Token)).AllowOpen();
        }

        /// <summary>Sends while storage fails as told, then mends it.</summary>
        internal async Task<bool> SendAsync(Fault fault)
        {
            var (calls, isCounting) = (0, !fault.IsFromCommit);
            System.Storage.Hooks.Before = (call, _) => !fault.IsAfter && IsHit(call) ? throw Thrown() : Task.CompletedTask;
            System.Storage.Hooks.After = (call, _) => fault.IsAfter && IsHit(call) ? throw Thrown() : Task.CompletedTask;
            try
            {
                await System.Mailboxes.SendAsync(Alice, Plan, Token);
                return true;
            }
            catch (SMailException e)
            {
                Assert.Equal(SMailError.ServerUnavailable, e.Code);
                return false;
            }
            finally
            {
                System.Storage.Hooks.Clear();
            }

            bool IsHit(Call call)
            {
                isCounting |= IsSubmission(call);
                return isCounting && calls++ is var number && (fault.IsForGood ? number >= fault.Call : number == fault.Call);
            }

            Exception Thrown() => fault.IsStorageException ? Away() : new IOException("The disk is away.");
        }

        /// <summary>All that time, the pump and the sweeper can do.</summary>
        public async Task PassTimeAsync()
        {
            foreach (var wait in new[] { TimeSpan.FromMinutes(2), TimeSpan.FromHours(2), TimeSpan.FromDays(10), TimeSpan.FromDays(30) })
            {
                System.Clock.Advance(wait);
                await System.Server.DeliverDueAsync(Token);
                await System.Server.SweepAsync(Token);
            }
        }

        /// <summary>That each has as many copies as there should be, whole, and that nothing open is left behind.</summary>
        public async Task CheckAsync(int copies)
        {
            foreach (var (reader, folder) in new[] { (Alice, MailFolder.Sent), (Bobby, MailFolder.Inbox), (Carol, MailFolder.Inbox) })
            {
                var expected = reader == Alice || Plan.Recipients.Any(recipient => recipient.Address == reader.Address) ? copies : 0;
                var items = await System.ListAsync(reader, folder);
                Assert.True(expected == items.Count, $"{reader} has {items.Count} of {expected}");
                foreach (var item in items)
                {
                    using var opened = await System.OpenAsync(reader, item.Entry);
                    Assert.True(opened.Verdict.IsGood(), $"{opened.Verdict}");
                }
            }

            foreach (var recipient in Plan.Recipients.Where(recipient => recipient.Route == DeliveryRoute.Open))
            {
                // Outside, a crash between handing over and noting it down gives a second copy, and never none.
                var handed = outside.Sent.Skip(handedBefore).Count(sent => sent.Envelope.Recipients.Contains(recipient.Address));
                Assert.True(copies == 0 ? handed == 0 : handed is 1 or 2, $"{recipient.Address} was handed {handed}");
            }

            foreach (var blob in open)
                Assert.Null(await System.Storage.Inner.Blobs.FindAsync(blob, Token));
        }

        public ValueTask DisposeAsync() => System.DisposeAsync();
    }
}
