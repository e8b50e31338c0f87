package io.watchword.agent.node.prover;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.agent.node.plugin.NodeProof;
import io.watchword.agent.node.plugin.NodeProver;
import io.watchword.agent.node.plugin.ProofUnavailableException;
import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.Pem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Shows a certificate and signs the CA's challenge with its key. Files are read anew for each
/// proof. Thread-safe.
public final class X509popProver implements NodeProver {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NONCE_BYTES = 32;

  private final String trustDomain;
  private final Path certificate;
  private final Path key;
  private final Optional<Path> intermediates;

  /// @param certificate PEM file, leaf first
  /// @param key PEM file, PKCS#8
  /// @param intermediates PEM file with more of the chain
  public X509popProver(
      String trustDomain, Path certificate, Path key, Optional<Path> intermediates) {
    this.trustDomain = trustDomain;
    this.certificate = certificate;
    this.key = key;
    this.intermediates = intermediates;
  }

  @Override
  public String type() {
    return "x509pop";
  }

  @Override
  public NodeProof prove() {
    List<byte[]> chain = new ArrayList<>(certificates(certificate));
    intermediates.ifPresent(file -> chain.addAll(certificates(file)));
    if (chain.isEmpty()) {
      throw new ProofUnavailableException("`" + certificate + "` holds no certificate");
    }
    return new Proof(trustDomain, List.copyOf(chain), privateKey());
  }

  private static List<byte[]> certificates(Path file) {
    try {
      return Pem.read(text(file)).stream()
          .filter(block -> block.label().equals("CERTIFICATE"))
          .map(Pem.Block::content)
          .toList();
    } catch (MalformedCertificateException e) {
      throw new ProofUnavailableException("`" + file + "`: " + e.getMessage(), e);
    }
  }

  private PrivateKey privateKey() {
    PKCS8EncodedKeySpec encoded;
    try {
      encoded = new PKCS8EncodedKeySpec(Pem.privateKey(text(key)));
    } catch (MalformedCertificateException e) {
      throw new ProofUnavailableException("`" + key + "`: " + e.getMessage(), e);
    }
    for (String algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (GeneralSecurityException e) {
        // Perhaps it is of the other kind.
        continue;
      }
    }
    throw new ProofUnavailableException("`" + key + "` holds no EC or RSA key");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new ProofUnavailableException("`" + file + "` cannot be read: " + e, e);
    }
  }

  private record Proof(String trustDomain, List<byte[]> chain, PrivateKey key)
      implements NodeProof {

    @Override
    public byte[] evidence() {
      ObjectNode evidence = JSON.createObjectNode();
      ArrayNode certificates = evidence.putArray("certificates");
      chain.forEach(der -> certificates.add(Base64.getEncoder().encodeToString(der)));
      return evidence.toString().getBytes(StandardCharsets.UTF_8);
    }

    // The CA's nonce is signed together with one of ours and with what it is for: a CA cannot have
    // anything signed here that means something elsewhere.
    @Override
    public byte[] answer(byte[] challenge) {
      if (challenge.length != NONCE_BYTES) {
        throw new ProofUnavailableException("the CA's challenge is not of 32 bytes");
      }
      byte[] nonce = new byte[NONCE_BYTES];
      new SecureRandom().nextBytes(nonce);
      try {
        Signature signer = Signature.getInstance(algorithm());
        signer.initSign(key);
        signer.update(signed(challenge, nonce));
        ObjectNode answer = JSON.createObjectNode();
        answer.put("nonce", Base64.getEncoder().encodeToString(nonce));
        answer.put("signature", Base64.getEncoder().encodeToString(signer.sign()));
        return answer.toString().getBytes(StandardCharsets.UTF_8);
      } catch (GeneralSecurityException e) {
        throw new ProofUnavailableException("the challenge cannot be signed: " + e, e);
      }
    }

    private byte[] signed(byte[] challenge, byte[] nonce) throws GeneralSecurityException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes("watchword x509pop 1\0".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes((trustDomain + "\0").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(MessageDigest.getInstance("SHA-256").digest(chain.getFirst()));
      out.writeBytes(challenge);
      out.writeBytes(nonce);
      return out.toByteArray();
    }

    private String algorithm() {
      if (!(key instanceof ECPrivateKey ec)) {
        return "SHA256withRSA";
      }
      return switch (ec.getParams().getCurve().getField().getFieldSize()) {
        case 256 -> "SHA256withECDSA";
        case 384 -> "SHA384withECDSA";
        default -> "SHA512withECDSA";
      };
    }

    @Override
    public String toString() {
      return "***";
    }
  }
}
