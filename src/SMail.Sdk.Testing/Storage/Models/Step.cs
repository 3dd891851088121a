using SMail.Sdk.Storage;

namespace SMail.Sdk.Testing.Storage.Models;

/// <summary>One call, made to the store and played in the model; it asserts that both agree.</summary>
internal abstract record Step<TModel>
{
    public abstract Task RunAsync(IMailStorage store, TModel model, ManualClock clock, CancellationToken token);

    /// <summary>Few ids, so that steps meet; the same in every run, so that a seed repeats them.</summary>
    protected static Guid IdOf(int number) => new(number, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]);
}

/// <summary>Time passes; by far less than anything is remembered.</summary>
internal sealed record Wait<TModel>(int Minutes) : Step<TModel>
{
    public override Task RunAsync(IMailStorage store, TModel model, ManualClock clock, CancellationToken token)
    {
        clock.Advance(TimeSpan.FromMinutes(Minutes));
        return Task.CompletedTask;
    }
}
