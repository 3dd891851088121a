namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>Exim for second.test, with maildirs.</summary>
public sealed class EximMaildirs : EximServer
{
    protected override string Rules() => $"""
        primary_hostname = mx.second.test

        begin acl
        recipients:
          accept domains = second.test
                 local_parts = ann : bob
          deny message = 5.1.1 No such user

        begin routers
        box:
          driver = accept
          domains = second.test
          local_parts = ann : bob
          transport = box

        begin transports
        box:
          driver = appendfile
          directory = {Folder}/mail/$local_part_data
          maildir_format
          user = nobody
          create_directory

        """;
}
