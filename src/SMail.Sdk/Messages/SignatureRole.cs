using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>The hashed notations that keep a body from passing for a summary, and one submission's parts from another's.</summary>
internal static class SignatureRole
{
    public const string Body = "body";
    public const string Summary = "summary";
    private const string RoleName = "role@smail.invalid";
    private const string SubmissionName = "submission@smail.invalid";

    public static IReadOnlyList<Notation> Notations(string role, SubmissionId submission) =>
        [new Notation(RoleName, role), new Notation(SubmissionName, submission.ToString())];

    /// <summary>The submission a signature names; null unless it names this role and one submission, each once.</summary>
    public static SubmissionId? SubmissionOf(SignatureVerdict signature, string role)
    {
        var roles = signature.Notations.Where(notation => notation.Name == RoleName).ToList();
        var submissions = signature.Notations.Where(notation => notation.Name == SubmissionName).ToList();
        return roles is [var only] && only.Value == role && submissions is [var named]
            && Guid.TryParseExact(named.Value, "N", out var id) && new SubmissionId(id).ToString() == named.Value ? new SubmissionId(id) : null;
    }
}
