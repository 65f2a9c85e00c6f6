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
 * The clustered event bus: membership by Hazelcast, messages by Vert.x over connections of its own.
 *
 * @param name nodes of another name are kept apart
 * @param host the one address that membership and bus listen on, and that other nodes reach them at
 * @param port Hazelcast's port; when it is taken, the next free one of ten
 * @param busPort the event bus's port; 0 for a free one
 * @param members {@code host} or {@code host:port} of the members; none for this host alone
 * @param serviceDns the headless Kubernetes service whose pods are the members
 * @param tls how the event bus is protected; empty for plain TCP
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

  /** A name, an IPv4 address or an IPv6 address in brackets, with a port or without. */
  private static final Pattern MEMBER =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s:\\[\\]/]+)(?::([0-9]{1,5}))?");

  private static final int MAX_PORT = 65_535;

  /**
   * Mutual TLS among the nodes.
   *
   * @param certificate PEM file of this node's certificate chain
   * @param key PEM file of its private key
   * @param ca PEM file of the authority that every node's certificate comes from
   */
  public record Tls(String certificate, String key, String ca) {

    private static Tls from(JsonObject json) {
      return new Tls(json.getString("certificate"), json.getString("key"), json.getString("ca"));
    }
  }

  /** Copies the members. */
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
   * Checks what no schema can; looks at files, so not on an event loop.
   *
   * @throws ConfigException with every problem
   */
  public void check() {
    List<ConfigProblem> problems = new ArrayList<>();
    if (WILDCARDS.contains(host)) {
      problems.add(
          new ConfigProblem(
              "/cluster/host",
              "found \"%s\", allowed: an address that other nodes can reach this one at"
                  .formatted(host)));
    }
    for (int i = 0; i < members.size(); i++) {
      checkMember("/cluster/members/" + i, members.get(i), problems);
    }
    if (!members.isEmpty() && serviceDns.isPresent()) {
      problems.add(
          new ConfigProblem(
              "/cluster/kubernetes", "goes without cluster.members: give one of the two"));
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
