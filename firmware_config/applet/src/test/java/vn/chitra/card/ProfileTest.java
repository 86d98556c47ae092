package vn.chitra.card;

import static org.junit.Assert.assertEquals;

import java.lang.reflect.Field;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

/** The applet's numbers are those of the file that the other side reads. */
public class ProfileTest {
    private static final Path FILE = Paths.get("..", "card", "profile.toml");

    /** What the host alone needs, or the security domain. */
    private static final List<String> OF_OTHERS = Arrays.asList(
            "LIMITS_TRANSACTION", "LIMITS_SERIAL", "LIMITS_SECURE_DATA", "SCP03_KEY_VERSION",
            "SCP03_LEVELS");

    @Test
    public void everyNumberIsInBothAndIsTheSame() throws Exception {
        Map<String, BigInteger> written = read();
        Map<String, BigInteger> compiled = new TreeMap<>();
        for (Field field : Profile.class.getDeclaredFields()) {
            compiled.put(field.getName(), number(field.get(null)));
        }
        Map<String, BigInteger> both = new TreeMap<>(written);
        both.keySet().retainAll(compiled.keySet());
        assertEquals("in the file alone", both.keySet(), written.keySet());
        assertEquals("in the applet alone", both.keySet(), compiled.keySet());
        assertEquals(written, compiled);
    }

    @Test
    public void allStagesAreTheUnionOfTheStages() throws Exception {
        int all = 0;
        for (Map.Entry<String, BigInteger> entry : read().entrySet()) {
            all |= entry.getKey().startsWith("STAGES_") ? entry.getValue().intValue() : 0;
        }
        assertEquals(all, Store.ALL_STAGES);
    }

    /** As an unsigned number, whatever the width. */
    private static BigInteger number(Object constant) {
        if (constant instanceof byte[]) {
            return new BigInteger(1, (byte[]) constant);
        }
        int width = constant instanceof Byte ? 0xFF : 0xFFFF;
        return BigInteger.valueOf(((Number) constant).intValue() & width);
    }

    /** The simple TOML that the profile is: sections, and a key with its value a line. */
    private static Map<String, BigInteger> read() throws Exception {
        Map<String, BigInteger> numbers = new TreeMap<>();
        String section = "";
        for (String line : Files.readAllLines(FILE, StandardCharsets.UTF_8)) {
            String text = line.replaceFirst("#.*", "").trim();
            if (text.startsWith("[")) {
                section = text.substring(1, text.indexOf(']')) + "_";
            } else if (!text.isEmpty()) {
                String[] pair = text.split("\\s*=\\s*");
                String name = (section + pair[0]).toUpperCase();
                numbers.put(name, parse(name, pair[1]));
            }
        }
        numbers.keySet().removeAll(OF_OTHERS);
        return numbers;
    }

    /** A number, a list of octets, or octets as text (the AID's in hexadecimal digits). */
    private static BigInteger parse(String name, String value) {
        if (value.startsWith("\"")) {
            String text = value.replace("\"", "");
            return new BigInteger(1, name.equals("AID") ? Octets.hex(text) : Octets.ascii(text));
        }
        BigInteger number = BigInteger.ZERO;
        for (String part : value.replaceAll("[\\[\\] ]", "").split(",")) {
            number = number.shiftLeft(8).add(BigInteger.valueOf(Long.decode(part)));
        }
        return number;
    }
}
