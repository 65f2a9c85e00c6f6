/**
 * Contains every use of internal classes of Vert.x and Netty, and nothing else.
 *
 * <p>A minor version may move or remove these internal classes without notice. Each class of this
 * package is small. Its comment names the version it was written against, the public API that it
 * replaces, and the change that makes it unnecessary. All other packages use only the public API
 * and this package; {@code PublicApiArchitectureTest} of each module checks this rule in main and
 * test sources.
 *
 * <p>Written against Vert.x 5.0.12 and Netty 4.2.18. The Maven profile {@code vertx-next} compiles
 * and tests this module and the server against the newest Vert.x. A class that needs other code for
 * that version has a second version in {@code src/vertx-next/java}, which replaces the first one in
 * this profile.
 */
package dev.echopair.shared.internals;
