using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.BadInput;

/// <summary>A server half that answers what no server of ours answers.</summary>
public sealed class HostileAnswerTests(People people) : IClassFixture<People>, IDisposable
{
    private Hooks Hooks => people.System.Door.Hooks;

    public void Dispose() => Hooks.Clear();

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task A_body_of_an_impossible_length_is_damaged_or_whole(long length)
    {
        foreach (var size in new[] { 10, 100_000 })
        {
            Hooks.Clear();
            var entry = await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"], Attachments = [new MailAttachment("a.bin", new byte[size])] });
            Hooks.ChangeAnswers<Answer<MailboxEntry>>(answer => answer with { Value = answer.Value! with { BodyLength = length } });
            try
            {
                using var opened = await people.System.OpenAsync(people.Bobby, entry);
                Assert.Equal((true, size), (opened.Verdict.IsGood(), opened.Attachments.Single().Content.Length));
            }
            catch (SMailException e)
            {
                Assert.Contains(e.Code, new[] { SMailError.MessageDamaged, SMailError.InvalidRequest });
            }
        }
    }

    [Fact]
    public async Task Pieces_of_another_size_than_asked_for_are_damage()
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"], Attachments = [new MailAttachment("a.bin", new byte[100_000])] });
        foreach (var size in new[] { 0, 1, 300_000 })
        {
            Hooks.ChangeAnswers<Answer<SealedChunk>>(answer => answer with { Value = new SealedChunk(new byte[size]) });
            Assert.Equal(SMailError.MessageDamaged, await Assertions.ErrorOfAsync(() => people.System.OpenAsync(people.Bobby, entry)));
        }
    }

    [Fact]
    public async Task A_body_without_end_is_damage_and_not_without_end()
    {
        await using var system = await TestSystem.StartAsync(options => options.Mailbox.MaxMessageBytes = 1 << 20);
        await using var alice = await system.JoinAsync("alice");
        await system.SendAsync(alice, new ComposedMail { To = ["alice"] });
        var item = (await system.ListAsync(alice)).Single();
        // A body packet that says it has 4 GiB, and a server that goes on for as long as it is asked.
        byte[] start = [0xD2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1];
        var pieces = 0;
        system.Door.Hooks.Change = (_, answer) => answer switch
        {
            Answer<MailboxEntry> entry => entry with { Value = entry.Value! with { Body = SealedBytes.Read(start), BodyLength = long.MaxValue } },
            Answer<SealedChunk> => new Answer<SealedChunk>(default, new SealedChunk(new byte[SealedChunk.MaxBytes * ++pieces / pieces]), null),
            _ => answer,
        };
        Assert.Equal(SMailError.MessageDamaged, await Assertions.ErrorOfAsync(() => system.OpenAsync(alice, item.Entry)));
        Assert.InRange(pieces, 4, 1000);
    }

    [Fact]
    public async Task Answers_without_a_value_are_a_server_that_failed()
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"] });
        Hooks.Change = (_, answer) => answer!.GetType().GetGenericArguments()[0] is var type
            ? Activator.CreateInstance(typeof(Answer<>).MakeGenericType(type), default(RequestId), null, null)
            : null;
        foreach (var call in new Func<Task>[]
        {
            () => people.System.ListAsync(people.Bobby).AsTask(), () => people.System.OpenAsync(people.Bobby, entry), () => people.System.SendAsync(people.Alice, new ComposedMail { To = ["bobby"] }),
            () => people.System.Accounts.ReserveAsync("another-one"), () => people.System.LoginAsync("alice"), () => people.System.Mailboxes.DeleteAsync(people.Bobby, entry),
        })
            Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(call));
    }

    [Fact]
    public async Task An_error_the_server_names_is_the_clients_error()
    {
        foreach (var code in Enum.GetValues<SMailError>())
        {
            Hooks.ChangeAnswers<Answer<EntryPage>>(answer => answer with { Value = null, Error = new DoorError(code, "Because.") });
            Assert.Equal(code, await Assertions.ErrorOfAsync(() => people.System.ListAsync(people.Bobby).AsTask()));
        }
    }

    [Fact]
    public async Task A_page_longer_than_asked_for_is_listed_all_the_same()
    {
        await people.DeliverAsync(people.Alice, people.Carol, new ComposedMail { To = ["carol"] });
        Hooks.ChangeAnswers<Answer<EntryPage>>(answer => answer with { Value = answer.Value! with { Entries = [.. Enumerable.Repeat(answer.Value.Entries[0], 1000)] } });
        Assert.Equal(1000, (await people.System.ListAsync(people.Carol)).Count);
    }
}
