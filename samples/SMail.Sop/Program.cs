using SMail.Sop;
using SMail.Sop.Subcommands;

// The Stateless OpenPGP console (draft-dkg-openpgp-stateless-cli): a line, a subcommand, a file.
return await Sop.RunAsync(args,
[
    VersionCommand.Subcommand,
    ListProfilesCommand.Subcommand,
    GenerateKeyCommand.Subcommand,
    ChangeKeyPasswordCommand.Subcommand,
    RevokeKeyCommand.Subcommand,
    ExtractCertCommand.Subcommand,
    MergeCertsCommand.Subcommand,
    SignCommand.Subcommand,
    VerifyCommand.Subcommand,
    EncryptCommand.Subcommand,
    DecryptCommand.Subcommand,
    ArmorCommand.Subcommand,
    DearmorCommand.Subcommand,
    InlineDetachCommand.Subcommand,
    InlineVerifyCommand.Subcommand,
    InlineSignCommand.Subcommand,
]);
