package vn.chitra.card;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * What a card asks of the compiled classes: no int, no garbage, no API but 3.0.4's. A converter
 * asks the same and more; this one needs no kit that cannot be had as a package.
 */
public class OnCardRulesTest {
    private static final Set<String> API = new HashSet<>(Arrays.asList(
            "java/lang/Object", "java/lang/RuntimeException",
            "javacard/framework/APDU", "javacard/framework/Applet", "javacard/framework/ISO7816",
            "javacard/framework/ISOException", "javacard/framework/JCSystem",
            "javacard/framework/OwnerPIN", "javacard/framework/SystemException",
            "javacard/framework/Util",
            "javacard/security/ECKey", "javacard/security/ECPrivateKey",
            "javacard/security/ECPublicKey",
            "javacard/security/KeyBuilder", "javacard/security/KeyPair",
            "javacard/security/MessageDigest", "javacard/security/RandomData",
            "javacard/security/Signature",
            "org/globalplatform/GPSystem", "org/globalplatform/SecureChannel"));
    private static final Set<Integer> WIDENING = new HashSet<>(Arrays.asList(
            Opcodes.IADD, Opcodes.ISUB, Opcodes.IMUL, Opcodes.IDIV, Opcodes.IREM, Opcodes.INEG,
            Opcodes.ISHL, Opcodes.IUSHR));

    private final List<ClassNode> classes = cardClasses();

    @Test
    public void allTheClassesOfTheCardAreLookedAt() {
        assertTrue(classes.size() >= 20);
    }

    @Test
    public void noFieldParameterOrResultIsWiderThanAShort() {
        forEachMethod((owner, method) -> {
            for (Type type : Type.getArgumentTypes(method.desc)) {
                checkNarrow(type, owner.name + "." + method.name);
            }
            checkNarrow(Type.getReturnType(method.desc), owner.name + "." + method.name);
        });
        for (ClassNode owner : classes) {
            for (FieldNode field : owner.fields) {
                checkNarrow(Type.getType(field.desc), owner.name + "." + field.name);
            }
        }
    }

    @Test
    public void everySumAndProductIsCutToAShortAtOnce() {
        forEachInstruction((where, instruction) -> {
            if (WIDENING.contains(instruction.getOpcode())) {
                int next = instruction.getNext().getOpcode();
                assertTrue(where, next == Opcodes.I2S || next == Opcodes.I2B);
            }
            assertTrue(where, instruction.getOpcode() != Opcodes.IINC);
            if (instruction instanceof LdcInsnNode) {
                Object constant = ((LdcInsnNode) instruction).cst;
                assertTrue(where + " " + constant, false);
            }
        });
    }

    @Test
    public void objectsAreMadeAtInstallationOnly() {
        forEachMethod((owner, method) -> {
            boolean installing = method.name.equals("<init>") || method.name.equals("<clinit>")
                    || method.name.equals("install") || method.name.equals("roomFor");
            for (AbstractInsnNode instruction : method.instructions) {
                int code = instruction.getOpcode();
                boolean makes = code == Opcodes.NEW || code == Opcodes.NEWARRAY
                        || code == Opcodes.ANEWARRAY || code == Opcodes.MULTIANEWARRAY
                        || isFactory(instruction);
                assertTrue(owner.name + "." + method.name, installing || !makes);
            }
        });
    }

    @Test
    public void onlyTheApiOfVersion304IsUsed() {
        forEachInstruction((where, instruction) -> {
            String used = null;
            if (instruction instanceof MethodInsnNode) {
                used = ((MethodInsnNode) instruction).owner;
            } else if (instruction instanceof FieldInsnNode) {
                used = ((FieldInsnNode) instruction).owner;
            } else if (instruction instanceof TypeInsnNode) {
                used = ((TypeInsnNode) instruction).desc;
            }
            boolean ours = used == null || used.startsWith("vn/chitra/card/");
            assertTrue(where + " uses " + used, ours || API.contains(used));
            assertTrue(where, instruction.getOpcode() != Opcodes.INVOKEDYNAMIC);
        });
    }

    private static boolean isFactory(AbstractInsnNode instruction) {
        if (!(instruction instanceof MethodInsnNode)) {
            return false;
        }
        String name = ((MethodInsnNode) instruction).name;
        return name.startsWith("makeTransient") || name.equals("getInstance")
                || name.equals("buildKey");
    }

    private static void checkNarrow(Type type, String where) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        List<Type> wide = Arrays.asList(
                Type.INT_TYPE, Type.LONG_TYPE, Type.FLOAT_TYPE, Type.DOUBLE_TYPE, Type.CHAR_TYPE);
        assertTrue(where, !wide.contains(element));
        assertTrue(where, !element.getClassName().equals("java.lang.String"));
        assertTrue(where, type.getSort() != Type.ARRAY || type.getDimensions() == 1);
    }

    private interface OfMethod {
        void check(ClassNode owner, MethodNode method);
    }

    private interface OfInstruction {
        void check(String where, AbstractInsnNode instruction);
    }

    private void forEachMethod(OfMethod rule) {
        classes.forEach(owner -> owner.methods.forEach(method -> rule.check(owner, method)));
    }

    private void forEachInstruction(OfInstruction rule) {
        forEachMethod((owner, method) -> {
            for (AbstractInsnNode instruction : method.instructions) {
                if (instruction.getOpcode() >= 0) {
                    rule.check(owner.name + "." + method.name, instruction);
                }
            }
        });
    }

    /** The classes compiled from src/main and src/gp: those and no others go on a card. */
    private static List<ClassNode> cardClasses() {
        List<ClassNode> found = new ArrayList<>();
        for (String sources : new String[] {"src/main/java", "src/gp/java"}) {
            for (String name : sourceNames(sources)) {
                try (InputStream in = PayoutApplet.class.getResourceAsStream(name + ".class")) {
                    ClassNode node = new ClassNode();
                    new ClassReader(in).accept(node, ClassReader.SKIP_DEBUG);
                    found.add(node);
                } catch (IOException error) {
                    throw new AssertionError(error);
                }
            }
        }
        assertEquals(Collections.emptyList(), found.stream()
                .filter(node -> !node.innerClasses.isEmpty()).collect(Collectors.toList()));
        return found;
    }

    private static List<String> sourceNames(String root) {
        try (Stream<Path> files = Files.list(Paths.get(root, "vn", "chitra", "card"))) {
            return files.map(path -> path.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toList());
        } catch (IOException error) {
            throw new AssertionError(error);
        }
    }
}
