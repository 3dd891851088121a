using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests;

/// <summary>Short forms of what many tests ask.</summary>
internal static class Assertions
{
    /// <summary>The code of the error a call must end in.</summary>
    public static async Task<SMailError> ErrorOfAsync(Func<Task> call) => (await Assert.ThrowsAsync<SMailException>(call)).Code;

    /// <summary>The code of the error a raw door must answer with.</summary>
    public static async Task<SMailError> ErrorOfAsync<T>(ValueTask<Answer<T>> call) where T : class
    {
        var answer = await call;
        Assert.Null(answer.Value);
        Assert.NotNull(answer.Error);
        Assert.NotEmpty(answer.Error.Message);
        return answer.Error.Code;
    }

    /// <summary>Fails with every offender, one a line.</summary>
    public static void AssertNone<T>(IEnumerable<T> offenders)
    {
        var lines = offenders.Select(offender => $"{offender}").Distinct().ToList();
        if (lines.Count > 0)
            Assert.Fail(string.Join('\n', lines));
    }

    /// <summary>Whether a verdict vouches for sender and content; which of the two it is depends on what the reader saw before.</summary>
    public static bool IsGood(this MailVerdict verdict) => verdict is MailVerdict.FirstSeen or MailVerdict.Verified;

    public static byte[] ToBytes(this OpenedMail mail)
    {
        using var copy = new MemoryStream();
        mail.Content.CopyTo(copy);
        return copy.ToArray();
    }
}
