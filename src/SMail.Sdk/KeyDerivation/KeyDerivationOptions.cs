namespace SMail.Sdk.KeyDerivation;

/// <summary>What the client half asks of key derivation, whatever a server says.</summary>
public sealed class KeyDerivationOptions
{
    /// <summary>The cheapest stretching this client does: at least its memory and at least its passes.</summary>
    /// <value>The default is <see cref="KdfParameters.Interactive"/>. <see cref="KdfParameters.Constrained"/> is the lowest allowed.</value>
    /// <remarks>Without it a hostile server could ask a fresh device for a proof that is cheap to guess against.</remarks>
    public KdfParameters MinimumProfile { get; set; } = KdfParameters.Interactive;
}
