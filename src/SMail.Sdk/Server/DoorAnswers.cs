namespace SMail.Sdk.Server;

/// <summary>The client half's end of the door: values come out, errors become exceptions.</summary>
internal static class DoorAnswers
{
    /// <summary>The value of an answer.</summary>
    /// <exception cref="SMailException">With the code that crossed the door.</exception>
    public static async ValueTask<T> ValueAsync<T>(this ValueTask<Answer<T>> call) where T : class
    {
        var answer = await call.ConfigureAwait(false);
        if (answer.Error is { } error)
            throw new SMailException(error.Code, error.Message) { RetryAfter = error.RetryAfter };
        return answer.Value ?? throw new SMailException(SMailError.ServerUnavailable, "The server gave an empty answer.");
    }
}
