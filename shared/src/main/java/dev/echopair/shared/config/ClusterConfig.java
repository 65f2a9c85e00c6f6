package dev.echopair.shared.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration of the clustered event bus. Hazelcast manages the membership; Vert.x sends the
 * messages over its own connections.
 *
 * @param name name of the cluster; nodes with different names form different clusters
 * @param host address on which membership and bus listen, and at which other nodes reach this node
 * @param port Hazelcast's first port; when it is in use, the next nine ports are tried
 * @param busPort port of the event bus; 0 picks a free one
 * @param members {@code host} or {@code host:port} of each member; an empty list means this host
 *     only
 * @param serviceDns DNS name of the headless Kubernetes service whose pods are the members
 * @param tls files for mutual TLS on the event bus; empty for plain TCP
 */
public record ClusterConfig(
    String name,
    String host,
    int port,
    int busPort,
    List<String> members,
    Optional<String> serviceDns,
    Optional<Tls> tls) {

  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]", "*");

  /** Matches a name, an IPv4 address or an IPv6 address in brackets, with or without a port. */
  private static final Pattern MEMBER =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s:\\[\\]/]+)(?::([0-9]{1,5}))?");

  private static final int MAX_PORT = 65_535;

  /**
   * The files for mutual TLS between the nodes.
   *
   * @param certificate PEM file of this node's certificate chain
   * @param key PEM file of this node's private key
   * @param ca PEM file of the authority that signed the certificates of all nodes
   */
  public record Tls(String certificate, String key, String ca) {

    private static Tls from(JsonObject json) {
      return new Tls(json.getString("certificate"), json.getString("key"), json.getString("ca"));
    }
  }

  /** Makes the configuration with a copy of the members. */
  public ClusterConfig {
    members = List.copyOf(members);
  }

  /** Reads the {@code cluster} object of a validated configuration. */
  public static ClusterConfig from(JsonObject json) {
    return new ClusterConfig(
        json.getString("name"),
        json.getString("host"),
        json.getInteger("port"),
        json.getInteger("busPort"),
        json.getJsonArray("members", new JsonArray()).stream().map(String::valueOf).toList(),
        Optional.ofNullable(json.getJsonObject("kubernetes"))
            .map(kubernetes -> kubernetes.getString("serviceDns")),
        Optional.ofNullable(json.getJsonObject("tls")).map(Tls::from));
  }

  /**
   * Checks what the schema cannot check. Reads file attributes: call it off the event loop.
   *
   * @throws ConfigException when the configuration is not valid; names every problem
   */
  public void check() {
    List<ConfigProblem> problems = new ArrayList<>();
    if (WILDCARDS.contains(host)) {
      problems.add(
          new ConfigProblem(
              "/cluster/host",
              "found \"%s\", allowed: an address at which other nodes can reach this node"
                  .formatted(host)));
    }
    for (int i = 0; i < members.size(); i++) {
      checkMember("/cluster/members/" + i, members.get(i), problems);
    }
    if (!members.isEmpty() && serviceDns.isPresent()) {
      problems.add(
          new ConfigProblem(
              "/cluster/kubernetes",
              "cannot be set together with cluster.members; set one of the two"));
    }
    tls.ifPresent(
        files -> {
          ConfigFiles.check("/cluster/tls/certificate", files.certificate(), problems);
          ConfigFiles.check("/cluster/tls/key", files.key(), problems);
          ConfigFiles.check("/cluster/tls/ca", files.ca(), problems);
        });
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private static void checkMember(String where, String member, List<ConfigProblem> problems) {
    Matcher matcher = MEMBER.matcher(member);
    boolean address = matcher.matches();
    boolean port =
        address
            && (matcher.group(2) == null
                || (Integer.parseInt(matcher.group(2)) >= 1
                    && Integer.parseInt(matcher.group(2)) <= MAX_PORT));
    if (!address || !port) {
      problems.add(
          new ConfigProblem(
              where,
              "found \"%s\", allowed: host, host:port or [IPv6 address]:port".formatted(member)));
    }
  }
}
