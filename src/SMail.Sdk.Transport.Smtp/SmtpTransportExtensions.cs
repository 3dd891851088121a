namespace SMail.Sdk.Transport.Smtp;

/// <summary>Chooses SMTP as the way out.</summary>
public static class SmtpTransportExtensions
{
    /// <summary>Sends mail to the outside over SMTP.</summary>
    /// <param name="options">The system's options.</param>
    /// <param name="heloName">The full name this server gives itself.</param>
    /// <param name="configure">Further choices; without any, mail goes to the servers of each recipient's domain.</param>
    public static SMailOptions UseSmtpTransport(this SMailOptions options, string heloName, Action<SmtpTransportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var chosen = new SmtpTransportOptions { HeloName = heloName };
        configure?.Invoke(chosen);
        options.Transport = clock => new SmtpTransport(chosen, clock, options.LoggerFactory);
        return options;
    }
}
