import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The options that the script `compare` has checked, with the installed and built programs. */
record Options(
    int rounds,
    int seconds,
    int warm,
    Pattern only,
    boolean server,
    boolean client,
    boolean countAll,
    double maxLoad,
    int patience,
    Path work,
    String serverJar,
    String clientJar,
    String before,
    int serverProcessor,
    int loadProcessor,
    List<String> tools) {

  static Options of(Map<String, String> from) {
    return new Options(
        Integer.parseInt(from.get("rounds")),
        Integer.parseInt(from.get("seconds")),
        Integer.parseInt(from.get("warm")),
        Pattern.compile(from.get("only")),
        from.get("halves").contains("server"),
        from.get("halves").contains("client"),
        from.get("counts").equals("yes"),
        Double.parseDouble(from.get("max-load")),
        Integer.parseInt(from.get("patience")),
        Path.of(from.get("work")),
        from.get("server-jar"),
        from.get("client-jar"),
        from.get("before"),
        Integer.parseInt(from.get("server-processor")),
        Integer.parseInt(from.get("load-processor")),
        List.of(from.get("tools").split(" ")));
  }

  boolean hasBefore() {
    return !before.isEmpty();
  }

  /** The jar of a subject. */
  String jar(String subject) {
    return switch (subject) {
      case Servers.BEFORE -> before + "/echo-server.jar";
      case Compare.CLIENT_BEFORE -> before + "/echo-client.jar";
      case "echo-client" -> clientJar;
      default -> serverJar;
    };
  }
}
