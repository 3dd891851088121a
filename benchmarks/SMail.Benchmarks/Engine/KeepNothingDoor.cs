using System.Reflection;
using SMail.Sdk;
using SMail.Sdk.Server;

namespace SMail.Benchmarks.Engine;

/// <summary>A door that takes uploads and submissions and keeps nothing; all else goes to the door behind it.</summary>
public class KeepNothingDoor : DispatchProxy
{
    private static readonly SubmissionReceipt Taken = new(Id.Generate<EntryId>(), []);
    private IMailServer behind = null!;

    internal static IMailServer Wrap(IMailServer behind)
    {
        var door = Create<IMailServer, KeepNothingDoor>();
        ((KeepNothingDoor)(object)door).behind = behind;
        return door;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => args switch
    {
        [SubmitRequest request, ..] => Answer(request, Taken),
        [BeginUploadRequest request, ..] => Answer(request, new Upload(Id.Generate<BlobId>())),
        [PutSealedChunkRequest or CompleteUploadRequest, ..] => Answer((DoorRequest)args[0]!, Done.Value),
        _ => targetMethod!.Invoke(behind, args),
    };

#pragma warning disable CA1859 // a proxy returns what it is asked for in a box
    private static object Answer<T>(DoorRequest request, T answer) where T : class => new ValueTask<Answer<T>>(new Answer<T>(request.RequestId, answer, null));
#pragma warning restore CA1859
}
