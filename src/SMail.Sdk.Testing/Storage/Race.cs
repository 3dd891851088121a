namespace SMail.Sdk.Testing.Storage;

/// <summary>Runs the same work on several threads that start together.</summary>
internal static class Race
{
    public const int Threads = 8;

    public static async Task<T[]> RunAsync<T>(Func<int, Task<T>> work)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runners = Enumerable.Range(0, Threads).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await work(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(runners);
    }

    public static Task RunAsync(Func<int, Task> work) => RunAsync(async i =>
    {
        await work(i);
        return true;
    });
}
