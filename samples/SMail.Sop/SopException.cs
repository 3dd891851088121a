namespace SMail.Sop;

/// <summary>Ends the subcommand with one of the draft's exit codes and a line for people.</summary>
internal sealed class SopException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    internal ExitCode Code => code;
}
